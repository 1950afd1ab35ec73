using System.Text.Json;
using Fairer.Core.Rationale;

namespace Fairer.Core.Results;

/// <content>The exact parity scores of runs.</content>
public sealed partial class ResultStore
{
    /// <summary>Keeps a run's parity score; a newer one takes the place of an older.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epoch">The epoch whose network was measured.</param>
    /// <param name="report">The scores.</param>
    /// <param name="detail">The loss changes that they follow from.</param>
    /// <exception cref="StoreException">The store cannot be written, or has no such run.</exception>
    public void SaveParity(long run, int epoch, ParityReport report, ParityDetail detail) => Guard(() => Command(
        "INSERT OR REPLACE INTO parity (run, epoch, report, parameters, changes) VALUES ($run, $epoch, $report, $parameters, $changes)",
        ("$run", run),
        ("$epoch", epoch),
        ("$report", JsonSerializer.Serialize(report, StoreJson.Default.ParityReport)),
        ("$parameters", detail.Parameters.Count),
        ("$changes", detail.ToBytes())).ExecuteNonQuery());

    /// <summary>A run's parity score without the loss changes that it follows from; null where none has been measured.</summary>
    public ParityReport? ParityReport(long run) => Guard(() =>
        Command("SELECT report FROM parity WHERE run = $run", ("$run", run)).ExecuteScalar() is string report
            ? JsonSerializer.Deserialize(report, StoreJson.Default.ParityReport)
            : null);

    /// <summary>A run's parity score; null where none has been measured.</summary>
    public StoredParity? Parity(long run) => Guard(() =>
    {
        using var reader = Command("SELECT epoch, report, parameters, changes FROM parity WHERE run = $run", ("$run", run)).ExecuteReader();
        return reader.Read()
            ? new StoredParity(
                reader.GetInt32(0),
                JsonSerializer.Deserialize(reader.GetString(1), StoreJson.Default.ParityReport)!,
                ParityDetail.FromBytes(Blob(reader, 3), reader.GetInt32(2)))
            : null;
    });
}

/// <summary>The exact parity score of a run, as kept.</summary>
/// <param name="Epoch">The epoch whose network was measured.</param>
/// <param name="Report">The scores.</param>
/// <param name="Detail">The loss changes that they follow from.</param>
public sealed record StoredParity(int Epoch, ParityReport Report, ParityDetail Detail);
