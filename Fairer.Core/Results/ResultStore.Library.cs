using System.Text.Json;
using Fairer.Core.Sweeps;
using Microsoft.Data.Sqlite;

namespace Fairer.Core.Results;

/// <content>What people do with stored sweeps and runs: tag them, delete them and bring them back, import others.</content>
public sealed partial class ResultStore
{
    /// <summary>What can still be brought back, the newest first.</summary>
    public IReadOnlyList<Deletion> Deletions() => Guard(() =>
    {
        var deletions = new List<(long Id, DateTimeOffset At)>();
        using (var reader = Command("SELECT id, at FROM deletions ORDER BY id DESC").ExecuteReader())
        {
            while (reader.Read())
            {
                deletions.Add((reader.GetInt64(0), Time(reader.GetString(1))));
            }
        }

        return deletions.ConvertAll(deletion => ReadDeletion(deletion.Id, deletion.At));
    });

    /// <summary>How much the store holds.</summary>
    public StoreSummary Summarise() => Guard(() =>
    {
        long Number(string sql) => (long)Command(sql).ExecuteScalar()!;
        return new StoreSummary(
            Path,
            new[] { Path, Path + "-wal" }.Select(file => new FileInfo(file)).Where(file => file.Exists).Sum(file => file.Length),
            StoreSchema.Version,
            Number("SELECT count(*) FROM sweeps WHERE deletion IS NULL"),
            Number("SELECT count(*) FROM runs WHERE deletion IS NULL"),
            Number("SELECT count(*) FROM epochs"),
            Number("SELECT count(*) FROM runs WHERE deletion IS NOT NULL"));
    });

    /// <summary>Keeps what a person says about a sweep.</summary>
    /// <returns>The sweep's new state; null where there is no such sweep.</returns>
    internal SweepState? AnnotateSweep(long sweep, Annotation annotation) => Change(tick =>
    {
        Command(
            "UPDATE sweeps SET tags = $tags, note = $note, changed = $tick WHERE id = $id AND deletion IS NULL",
            ("$tags", Tags(annotation)),
            ("$note", annotation.Note),
            ("$tick", tick),
            ("$id", sweep)).ExecuteNonQuery();
        return ReadSweeps("id = $id", ("$id", sweep)).FirstOrDefault();
    });

    /// <summary>Keeps what a person says about runs.</summary>
    internal void AnnotateRuns(IReadOnlyDictionary<long, Annotation> annotations) => Change(tick =>
    {
        foreach (var (run, annotation) in annotations)
        {
            Command(
                "UPDATE runs SET tags = $tags, note = $note, changed = $tick WHERE id = $id",
                ("$tags", Tags(annotation)),
                ("$note", annotation.Note),
                ("$tick", tick),
                ("$id", run)).ExecuteNonQuery();
        }

        return true;
    });

    /// <summary>Takes sweeps and runs out of sight; a sweep goes with its last run. What is unfinished counts as
    /// cancelled.</summary>
    internal Deletion Delete(IReadOnlyCollection<long> sweeps, IReadOnlyCollection<long> runs, DateTimeOffset at) => Change(tick =>
    {
        Command("INSERT INTO deletions (id, at) VALUES ($tick, $at)", ("$tick", tick), ("$at", Text(at))).ExecuteNonQuery();
        Command(
            "UPDATE sweeps SET deletion = $tick, changed = $tick WHERE deletion IS NULL AND id IN (SELECT value FROM json_each($sweeps))",
            ("$tick", tick),
            ("$sweeps", Numbers(sweeps))).ExecuteNonQuery();
        Command(
            """
            UPDATE runs SET deletion = $tick, changed = $tick, owner = NULL,
                ended = CASE WHEN status IN ('queued', 'running') THEN $at ELSE ended END,
                status = CASE WHEN status IN ('queued', 'running') THEN 'cancelled' ELSE status END
            WHERE deletion IS NULL
            AND (id IN (SELECT value FROM json_each($runs)) OR sweep IN (SELECT value FROM json_each($sweeps)))
            """,
            ("$tick", tick),
            ("$at", Text(at)),
            ("$runs", Numbers(runs)),
            ("$sweeps", Numbers(sweeps))).ExecuteNonQuery();
        Command(
            """
            UPDATE sweeps SET deletion = $tick, changed = $tick
            WHERE deletion IS NULL AND id IN (SELECT sweep FROM runs WHERE deletion = $tick)
            AND NOT EXISTS (SELECT 1 FROM runs WHERE sweep = sweeps.id AND deletion IS NULL)
            """,
            ("$tick", tick)).ExecuteNonQuery();
        return ReadDeletion(tick, at);
    });

    /// <summary>Brings back what was deleted together, and the sweeps that its runs belong to.</summary>
    /// <returns>What is back; null where it is too late.</returns>
    internal (IReadOnlyList<SweepState> Sweeps, IReadOnlyList<RunState> Runs)? Restore(long deletion) =>
        Change<(IReadOnlyList<SweepState>, IReadOnlyList<RunState>)?>(tick =>
        {
            if (Command("DELETE FROM deletions WHERE id = $id", ("$id", deletion)).ExecuteNonQuery() == 0)
            {
                return null;
            }

            Command(
                """
                UPDATE sweeps SET deletion = NULL, changed = $tick
                WHERE deletion = $id OR (deletion IS NOT NULL AND id IN (SELECT sweep FROM runs WHERE deletion = $id))
                """,
                ("$tick", tick),
                ("$id", deletion)).ExecuteNonQuery();
            Command(
                "UPDATE runs SET deletion = NULL, changed = $tick WHERE deletion = $id",
                ("$tick", tick),
                ("$id", deletion)).ExecuteNonQuery();
            return (ReadSweeps("changed = $tick", ("$tick", tick)), ReadRuns("changed = $tick", ("$tick", tick)));
        });

    /// <summary>Deletes for good what was deleted before a time.</summary>
    internal void Purge(DateTimeOffset before)
    {
        var old = Guard(() => Command("SELECT 1 FROM deletions WHERE at < $before LIMIT 1", ("$before", Text(before))).ExecuteScalar() is not null);
        if (!old)
        {
            return; // Asked often, and a change would wake everybody who watches the store.
        }

        Change(_ =>
        {
            var limit = Text(before);
            Command("DELETE FROM runs WHERE deletion IN (SELECT id FROM deletions WHERE at < $before)", ("$before", limit)).ExecuteNonQuery();
            Command("DELETE FROM sweeps WHERE deletion IN (SELECT id FROM deletions WHERE at < $before)", ("$before", limit)).ExecuteNonQuery();
            Command("DELETE FROM deletions WHERE at < $before", ("$before", limit)).ExecuteNonQuery();
            return true;
        });
    }

    /// <summary>Adds sweeps from an archive under new numbers, all or none.</summary>
    /// <param name="archive">What is imported; its runs are at their end or count as cancelled.</param>
    /// <param name="source">The file that it came from.</param>
    internal (IReadOnlyList<SweepState> Sweeps, IReadOnlyList<RunState> Runs) Import(SweepArchive archive, string source) => Change(tick =>
    {
        foreach (var sweep in archive.Sweeps)
        {
            var id = (long)Command(
                """
                INSERT INTO sweeps (spec, created, changed, tags, note, imported)
                VALUES ($spec, $created, $tick, $tags, $note, $imported) RETURNING id
                """,
                ("$spec", JsonSerializer.Serialize(sweep.Spec, StoreJson.Default.SweepSpec)),
                ("$created", Text(sweep.Created)),
                ("$tick", tick),
                ("$tags", Tags(sweep.Annotation)),
                ("$note", sweep.Note),
                ("$imported", source)).ExecuteScalar()!;
            foreach (var run in sweep.Runs)
            {
                var status = run.Status is RunStatus.Finished or RunStatus.Failed ? run.Status : RunStatus.Cancelled;
                var number = (long)Command(
                    """
                    INSERT INTO runs (sweep, spec, status, failure, started, ended, changed, tags, note)
                    VALUES ($sweep, $spec, $status, $failure, $started, $ended, $tick, $tags, $note) RETURNING id
                    """,
                    ("$sweep", id),
                    ("$spec", JsonSerializer.Serialize(run.Spec, StoreJson.Default.RunSpec)),
                    ("$status", Text(status)),
                    ("$failure", run.Failure),
                    ("$started", run.Started is { } started ? Text(started) : null),
                    ("$ended", run.Ended is { } ended ? Text(ended) : null),
                    ("$tick", tick),
                    ("$tags", Tags(run.Annotation)),
                    ("$note", run.Note)).ExecuteScalar()!;
                foreach (var epoch in run.Epochs)
                {
                    WriteEpoch(number, epoch);
                }
            }
        }

        return (
            (IReadOnlyList<SweepState>)ReadSweeps("changed = $tick", ("$tick", tick)),
            (IReadOnlyList<RunState>)ReadRuns("changed = $tick", ("$tick", tick)));
    });

    private Deletion ReadDeletion(long id, DateTimeOffset at) =>
        new(id, at, ReadIds("sweeps", "deletion = $id", ("$id", id)), ReadIds("runs", "deletion = $id", ("$id", id)));

    private static Annotation ReadAnnotation(SqliteDataReader reader, int column) =>
        reader.GetString(column) is "[]" && reader.GetString(column + 1).Length == 0
            ? Annotation.None
            : new Annotation(JsonSerializer.Deserialize(reader.GetString(column), StoreJson.Default.IReadOnlyListString)!, reader.GetString(column + 1));

    private static string Tags(Annotation annotation) => JsonSerializer.Serialize(annotation.Tags, StoreJson.Default.IReadOnlyListString);

    private static string Numbers(IEnumerable<long> ids) => JsonSerializer.Serialize(ids, StoreJson.Default.IEnumerableInt64);
}

/// <summary>How much a store holds.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Bytes">The file's size, with what has not been written into it yet.</param>
/// <param name="Version">The version of its form.</param>
/// <param name="Sweeps">The number of sweeps.</param>
/// <param name="Runs">The number of runs.</param>
/// <param name="Epochs">The number of epochs.</param>
/// <param name="Deleted">The number of runs that can still be brought back.</param>
public sealed record StoreSummary(string Path, long Bytes, int Version, long Sweeps, long Runs, long Epochs, long Deleted);
