using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Sweeps;
using Parquet;
using Parquet.Schema;

namespace Fairer.Core.Results;

/// <summary>Runs as a flat table for other programs: CSV with a row a run, at its selected epoch, or Parquet with a row an
/// epoch. Scores without a prefix are those of the test split.</summary>
public static class RunColumns
{
    private static readonly Column[] Fixed =
    [
        new Column<long>("sweep", row => row.Run.SweepId),
        new Column<long>("run", row => row.Run.Id),
        new Text("dataset", row => row.Run.Spec.Dataset),
        new Column<bool>("synthetic", row => row.Dataset.Synthetic),
        new Text("method", row => row.Run.Spec.Method),
        new Text("metric", row => row.Run.Spec.Metric.Id()),
        new Column<double>("lambda", row => HasStrength(row) ? null : row.Run.Spec.Lambda),
        new Column<double>("strength", row => HasStrength(row) ? row.Run.Spec.Lambda : null),
        new Column<double>("beta", row => row.Run.Spec.Beta),
        new Text("hidden", row => row.Run.Spec.Network.ToString()),
        new Column<long>("seed", row => row.Run.Spec.Seed),
        new Text("status", row => Lower(row.Run.Status)),
        new Column<long>("epoch", row => row.Report?.Epoch),
        new Column<bool>("selected", row => row.Report is null ? null : ReferenceEquals(row.Report, row.Selected)),
        new Column<double>("ap", row => row.Report?.Test.AveragePrecision),
        new Column<double>("dp", row => row.Report?.Test.DemographicParity),
        new Column<double>("eo", row => row.Report?.Test.EqualizedOdds),
        new Column<double>("dp_at_half", row => row.Report?.Test.DemographicParityAtHalf),
        new Column<double>("eo_at_half", row => row.Report?.Test.EqualizedOddsAtHalf),
        new Column<double>("accuracy", row => row.Report?.Test.Accuracy),
        new Column<double>("validation_ap", row => row.Report?.Validation.AveragePrecision),
        new Column<double>("validation_dp", row => row.Report?.Validation.DemographicParity),
        new Column<double>("validation_eo", row => row.Report?.Validation.EqualizedOdds),
        new Column<double>("classification_loss", row => row.Report?.ClassificationLoss),
        new Column<double>("fairness_loss", row => row.Report?.FairnessLoss),
        new Column<double>("loss", row => row.Report?.Loss),
        new Column<double>("similarity", row => row.Report?.Similarity),
        new Column<double>("batch_similarity", row => row.Report?.BatchSimilarity),
        new Column<double>("seconds", row => row.Report?.Seconds),
        new Text("granularity", row => Lower(row.Run.Spec.Granularity)),
        new Text("binning", row => Lower(row.Run.Spec.Binning)),
        new Column<long>("epochs", row => row.Run.Spec.Epochs),
        new Column<long>("steps", row => row.Run.Spec.StepsPerEpoch),
        new Column<long>("batch", row => row.Run.Spec.BatchPerGroup),
        new Column<double>("learning_rate", row => row.Run.Spec.LearningRate),
        new Column<long>("image_size", row => row.Run.Spec.ImageSize),
        new Text("device", row => row.Run.Spec.Device),
        new Text("tags", row => string.Join(", ", row.Run.Annotation.Tags)),
        new Text("note", row => row.Run.Annotation.Note),
        new Text("failure", row => row.Run.Failure),
    ];

    /// <summary>Writes a row a run as CSV (RFC 4180).</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="infoOf">Says what the dataset of an id is.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static async Task WriteCsvAsync(Stream stream, IReadOnlyCollection<RunState> runs, Func<string, DatasetInfo> infoOf, CancellationToken cancellation)
    {
        var columns = ColumnsFor(runs);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', columns.Select(column => column.Name)).AsMemory(), cancellation).ConfigureAwait(false);
        foreach (var row in Rows(runs, infoOf, everyEpoch: false))
        {
            await writer.WriteLineAsync(string.Join(',', columns.Select(column => Quote(column.Written(row)))).AsMemory(), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a row an epoch as Parquet; a run without one has a row too.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="infoOf">Says what the dataset of an id is.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static async Task WriteParquetAsync(Stream stream, IReadOnlyCollection<RunState> runs, Func<string, DatasetInfo> infoOf, CancellationToken cancellation)
    {
        var columns = ColumnsFor(runs);
        RunRow[] rows = [.. Rows(runs, infoOf, everyEpoch: true)];
        var schema = new ParquetSchema(columns.Select(column => column.Field));
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: cancellation).ConfigureAwait(false);
        using var group = writer.CreateRowGroup();
        foreach (var column in columns)
        {
            await column.WriteAsync(group, rows, cancellation).ConfigureAwait(false);
        }
    }

    // What a run keeps as λ is the strength of the correction in post-processing.
    private static bool HasStrength(RunRow row) => MethodCatalogue.Find(row.Run.Spec.Method) is { Tuning: Tuning.Strength };

    private static Column[] ColumnsFor(IReadOnlyCollection<RunState> runs)
    {
        var layers = runs.Select(run => run.Spec.Network.Layers).DefaultIfEmpty(0).Max();
        return
        [
            .. Fixed,
            .. Enumerable.Range(0, layers).Select(layer => new Column<double>(
                string.Create(CultureInfo.InvariantCulture, $"layer{layer + 1}_cosine"),
                row => row.Report is { } report && layer < report.LayerCosines.Count ? report.LayerCosines[layer] : null)),
        ];
    }

    private static IEnumerable<RunRow> Rows(IEnumerable<RunState> runs, Func<string, DatasetInfo> infoOf, bool everyEpoch)
    {
        var infos = new Dictionary<string, DatasetInfo>();
        foreach (var run in runs)
        {
            if (!infos.TryGetValue(run.Spec.Dataset, out var info))
            {
                infos[run.Spec.Dataset] = info = infoOf(run.Spec.Dataset);
            }

            var selected = run.Selected;
            if (!everyEpoch || run.Epochs.Length == 0)
            {
                yield return new RunRow(run, info, selected, selected);
                continue;
            }

            foreach (var report in run.Epochs)
            {
                yield return new RunRow(run, info, report, selected);
            }
        }
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private sealed record RunRow(RunState Run, DatasetInfo Dataset, EpochReport? Report, EpochReport? Selected);

    private abstract class Column(DataField field)
    {
        public DataField Field { get; } = field;

        public string Name => Field.Name;

        public abstract string Written(RunRow row);

        public abstract Task WriteAsync(ParquetRowGroupWriter group, RunRow[] rows, CancellationToken cancellation);
    }

    private sealed class Column<T>(string name, Func<RunRow, T?> value) : Column(new DataField<T?>(name))
        where T : struct
    {
        // A number that is none is an empty cell.
        public override string Written(RunRow row) => value(row) switch
        {
            null or double.NaN => "",
            bool known => known ? "true" : "false",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString() ?? "",
        };

        public override async Task WriteAsync(ParquetRowGroupWriter group, RunRow[] rows, CancellationToken cancellation) =>
            await group.WriteAsync<T>(Field, Array.ConvertAll(rows, row => value(row)), cancellationToken: cancellation).ConfigureAwait(false);
    }

    private sealed class Text(string name, Func<RunRow, string?> value) : Column(new DataField<string>(name))
    {
        public override string Written(RunRow row) => value(row) ?? "";

        public override async Task WriteAsync(ParquetRowGroupWriter group, RunRow[] rows, CancellationToken cancellation) =>
            await group.WriteAsync(Field, Array.ConvertAll(rows, row => value(row) ?? "")).ConfigureAwait(false);
    }
}
