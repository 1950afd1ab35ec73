using System.Globalization;
using System.Text.Json;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Microsoft.Data.Sqlite;

namespace Fairer.Core.Results;

/// <summary>
/// The SQLite file that keeps sweeps, runs, every epoch's report, checkpoints and weights. Any number of processes can
/// use one file at the same time. Safe for use from any thread.
/// </summary>
/// <remarks>
/// WAL with <c>synchronous = NORMAL</c>: what is committed survives a killed process; a power cut can take away the last
/// commits but not damage the file.
/// </remarks>
public sealed partial class ResultStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteTransaction? _transaction;

    private ResultStore(string path, SqliteConnection connection)
    {
        Path = path;
        _connection = connection;
    }

    /// <summary>Where the store is when nobody names a place: <c>fairer/fairer.db</c> in the user's local application data.</summary>
    public static string DefaultPath => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "fairer",
        "fairer.db");

    /// <summary>The store's file.</summary>
    public string Path { get; }

    /// <summary>Opens a store; makes it and its folder where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StoreException">The file cannot be written, is damaged, or is another program's or a newer Fairer's.</exception>
    public static ResultStore Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The folder of the store {path} cannot be made: {exception.Message}", exception);
        }

        // Unpooled, so that the file is let go when the store is closed.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        var store = new ResultStore(path, connection);
        try
        {
            store.Guard(() =>
            {
                connection.Open();
                using var settings = connection.CreateCommand();
                settings.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON";
                settings.ExecuteNonQuery();
                StoreSchema.Prepare(connection, path);

                // The mode stays with the file, so it is set only once the file is known to be ours.
                settings.CommandText = "PRAGMA journal_mode = WAL";
                settings.ExecuteNonQuery();
                return true;
            });
        }
        catch
        {
            store.Dispose();
            throw;
        }

        return store;
    }

    /// <summary>All sweeps and runs with their epochs.</summary>
    public StoreChanges Load() => Guard(() => Changes(after: 0, exceptOwner: null));

    /// <summary>The weights and optimiser state from which a run can go on; null for a run without an epoch, and for a
    /// finished one.</summary>
    public RunCheckpoint? Checkpoint(long run) => Guard(() =>
    {
        using var reader = Command(
            "SELECT epoch, weights, optimiser FROM checkpoints WHERE run = $run AND optimiser IS NOT NULL",
            ("$run", run)).ExecuteReader();
        return reader.Read() ? new RunCheckpoint(reader.GetInt32(0), Blob(reader, 1), Blob(reader, 2)) : null;
    });

    /// <summary>The network of a run's selected epoch, in the form of <see cref="RunCheckpoint.Weights"/>; null while
    /// there is none.</summary>
    public StoredWeights? SelectedWeights(long run) =>
        Weights("SELECT epoch, weights FROM selected_weights WHERE run = $run", run);

    /// <summary>The network after a run's last finished epoch, in the form of <see cref="RunCheckpoint.Weights"/>; null
    /// while there is none.</summary>
    public StoredWeights? FinalWeights(long run) =>
        Weights("SELECT epoch, weights FROM checkpoints WHERE run = $run", run);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var command in _commands.Values)
            {
                command.Dispose();
            }

            _commands.Clear();
            _connection.Dispose();
        }
    }

    /// <summary>A number that is another one when another process has changed the store since it was asked for last.</summary>
    internal long DataVersion() => Guard(() => (long)Command("PRAGMA data_version").ExecuteScalar()!);

    /// <summary>What changed after a tick, but for the runs of one owner.</summary>
    internal StoreChanges ChangesSince(long tick, string exceptOwner) => Guard(() => Changes(tick, exceptOwner));

    /// <summary>Adds a sweep and its runs, queued for an owner.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="created">When.</param>
    /// <param name="owner">Who trains them.</param>
    /// <param name="adopt">Whether a run whose twin (equal in everything that determines a run) is finished takes over the
    /// twin's results and is finished too.</param>
    internal (SweepState Sweep, IReadOnlyList<RunState> Runs) AddSweep(
        SweepSpec spec, IReadOnlyList<RunSpec> runs, DateTimeOffset created, string owner, bool adopt = false) => Change(tick =>
    {
        var sweep = (long)Command(
            "INSERT INTO sweeps (spec, created, changed) VALUES ($spec, $created, $tick) RETURNING id",
            ("$spec", JsonSerializer.Serialize(spec, StoreJson.Default.SweepSpec)),
            ("$created", Text(created)),
            ("$tick", tick)).ExecuteScalar()!;
        foreach (var run in runs)
        {
            var text = JsonSerializer.Serialize(run, StoreJson.Default.RunSpec);
            var id = (long)Command(
                "INSERT INTO runs (sweep, spec, status, owner, changed) VALUES ($sweep, $spec, 'queued', $owner, $tick) RETURNING id",
                ("$sweep", sweep),
                ("$spec", text),
                ("$owner", owner),
                ("$tick", tick)).ExecuteScalar()!;
            if (adopt && Command("SELECT id FROM runs WHERE spec = $spec AND status = 'finished' AND deletion IS NULL LIMIT 1", ("$spec", text)).ExecuteScalar() is long twin)
            {
                Adopt(id, twin);
            }
        }

        return (
            new SweepState { Id = sweep, Spec = spec, Created = created },
            (IReadOnlyList<RunState>)ReadRuns("sweep = $sweep", ("$sweep", sweep)));
    });

    /// <summary>The newest sweep asked for in the same words; null when there is none.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="unfinished">Whether only a sweep that is not at its end counts.</param>
    internal long? FindSweep(SweepSpec spec, bool unfinished) => Guard(() => (long?)Command(
        """
        SELECT id FROM sweeps WHERE spec = $spec
        AND (NOT $unfinished OR EXISTS (SELECT 1 FROM runs WHERE sweep = sweeps.id AND status IN ('queued', 'running', 'cancelled') AND deletion IS NULL))
        AND deletion IS NULL
        ORDER BY id DESC LIMIT 1
        """,
        ("$spec", JsonSerializer.Serialize(spec, StoreJson.Default.SweepSpec)),
        ("$unfinished", unfinished)).ExecuteScalar());

    /// <summary>Who trains the unfinished runs; null among them when some are nobody's.</summary>
    internal IReadOnlyList<string?> Owners() => Guard(() =>
    {
        using var reader = Command("SELECT DISTINCT owner FROM runs WHERE status IN ('queued', 'running') AND deletion IS NULL").ExecuteReader();
        var owners = new List<string?>();
        while (reader.Read())
        {
            owners.Add(TextOrNull(reader, 0));
        }

        return owners;
    });

    /// <summary>Queues unfinished runs for an owner.</summary>
    /// <param name="sweep">The sweep whose runs are meant; null for all sweeps.</param>
    /// <param name="ended">Whether failed and cancelled runs are queued too.</param>
    /// <param name="owner">The new owner.</param>
    /// <param name="free">Whether an unfinished run (its number, its present owner) may be taken.</param>
    /// <param name="runs">The runs that are meant; null for all.</param>
    /// <returns>The queued runs' states.</returns>
    internal IReadOnlyList<RunState> Claim(
        long? sweep, bool ended, string owner, Func<long, string?, bool> free, IReadOnlyCollection<long>? runs = null) => Change(tick =>
    {
        var claimed = new List<long>();
        using (var reader = Command(
            """
            SELECT id, owner, status IN ('failed', 'cancelled') FROM runs
            WHERE ($sweep IS NULL OR sweep = $sweep)
            AND ($runs IS NULL OR id IN (SELECT value FROM json_each($runs)))
            AND (status IN ('queued', 'running') OR ($ended AND status IN ('failed', 'cancelled')))
            AND deletion IS NULL
            """,
            ("$sweep", sweep),
            ("$runs", runs is null ? null : Numbers(runs)),
            ("$ended", ended)).ExecuteReader())
        {
            while (reader.Read())
            {
                if (reader.GetBoolean(2) || free(reader.GetInt64(0), TextOrNull(reader, 1)))
                {
                    claimed.Add(reader.GetInt64(0));
                }
            }
        }

        foreach (var id in claimed)
        {
            Command(
                "UPDATE runs SET status = 'queued', failure = NULL, ended = NULL, owner = $owner, changed = $tick WHERE id = $id",
                ("$owner", owner),
                ("$tick", tick),
                ("$id", id)).ExecuteNonQuery();
        }

        return ReadRuns("changed = $tick", ("$tick", tick));
    });

    /// <summary>Marks a sweep's unfinished runs, whoever trains them, as cancelled.</summary>
    /// <returns>The cancelled runs' states.</returns>
    internal IReadOnlyList<RunState> Cancel(long sweep, string? owner, DateTimeOffset at) => Change(tick =>
    {
        Command(
            """
            UPDATE runs SET status = 'cancelled', ended = $at, owner = NULL, changed = $tick
            WHERE sweep = $sweep AND status IN ('queued', 'running') AND ($owner IS NULL OR owner = $owner)
            """,
            ("$owner", owner),
            ("$at", Text(at)),
            ("$tick", tick),
            ("$sweep", sweep)).ExecuteNonQuery();
        return ReadRuns("changed = $tick", ("$tick", tick));
    });

    /// <summary>Leaves an owner's unfinished runs for whoever comes next.</summary>
    internal void Release(string owner) => Change(tick => Command(
        "UPDATE runs SET status = 'queued', owner = NULL, changed = $tick WHERE owner = $owner AND status IN ('queued', 'running')",
        ("$tick", tick),
        ("$owner", owner)).ExecuteNonQuery());

    /// <summary>Keeps what happened, all or nothing.</summary>
    /// <param name="events">In the order in which they happened.</param>
    /// <param name="owner">Whose runs they are.</param>
    /// <returns>The runs that are no longer this owner's: another process cancelled or took them, and nothing of them
    /// was kept.</returns>
    internal IReadOnlySet<long> Commit(IReadOnlyList<RunEvent> events, string owner) => Change(tick =>
    {
        var lost = new HashSet<long>();
        foreach (var run in events.Select(item => item.Run).Distinct())
        {
            var held = Command(
                "UPDATE runs SET changed = $tick WHERE id = $run AND owner = $owner",
                ("$tick", tick),
                ("$run", run),
                ("$owner", owner)).ExecuteNonQuery() > 0;
            if (!held)
            {
                lost.Add(run);
            }
        }

        // Of several epochs of a run, the last checkpoint is the one that stays.
        var checkpoints = new Dictionary<long, RunCheckpoint>();
        var selected = new Dictionary<long, RunCheckpoint>();
        foreach (var item in events.Where(item => !lost.Contains(item.Run)))
        {
            switch (item)
            {
                case RunStarted started:
                    Command(
                        "UPDATE runs SET status = 'running', started = coalesce(started, $at) WHERE id = $run",
                        ("$at", Text(started.At)),
                        ("$run", item.Run)).ExecuteNonQuery();
                    Command(
                        "DELETE FROM epochs WHERE run = $run AND epoch > $epochs",
                        ("$run", item.Run),
                        ("$epochs", started.Epochs)).ExecuteNonQuery();
                    break;
                case EpochDone epoch:
                    WriteEpoch(item.Run, epoch.Report);
                    if (epoch.Checkpoint is not null)
                    {
                        checkpoints[item.Run] = epoch.Checkpoint;
                    }

                    if (epoch.Selected is not null)
                    {
                        selected[item.Run] = epoch.Selected;
                    }

                    break;
            }
        }

        foreach (var (run, checkpoint) in checkpoints)
        {
            Command(
                """
                INSERT INTO checkpoints (run, epoch, weights, optimiser) VALUES ($run, $epoch, $weights, $optimiser)
                ON CONFLICT (run) DO UPDATE SET epoch = excluded.epoch, weights = excluded.weights, optimiser = excluded.optimiser
                """,
                ("$run", run),
                ("$epoch", checkpoint.Epoch),
                ("$weights", checkpoint.Weights),
                ("$optimiser", checkpoint.Optimiser)).ExecuteNonQuery();
        }

        foreach (var (run, checkpoint) in selected)
        {
            Command(
                """
                INSERT INTO selected_weights (run, epoch, weights) VALUES ($run, $epoch, $weights)
                ON CONFLICT (run) DO UPDATE SET epoch = excluded.epoch, weights = excluded.weights
                """,
                ("$run", run),
                ("$epoch", checkpoint.Epoch),
                ("$weights", checkpoint.Weights)).ExecuteNonQuery();
        }

        foreach (var end in events.OfType<RunEnded>().Where(item => !lost.Contains(item.Run)))
        {
            Command(
                "UPDATE runs SET status = $status, failure = $failure, ended = $at, owner = NULL WHERE id = $run",
                ("$status", Text(end.Status)),
                ("$failure", end.Failure),
                ("$at", Text(end.At)),
                ("$run", end.Run)).ExecuteNonQuery();
            if (end.Status == RunStatus.Finished)
            {
                Command("UPDATE checkpoints SET optimiser = NULL WHERE run = $run", ("$run", end.Run)).ExecuteNonQuery();
            }
        }

        return lost;
    });

    /// <summary>Runs SQL as it is; for tests that bring a store into a state of their own.</summary>
    internal void Execute(string sql) => Guard(() => Command(sql).ExecuteNonQuery());

    // Not the final weights: nothing goes on from a finished run.
    private void Adopt(long run, long twin)
    {
        string columns = EpochColumns[EpochColumns.IndexOf(',', StringComparison.Ordinal)..];
        foreach (var sql in new[]
        {
            $"INSERT INTO epochs ({EpochColumns}) SELECT $run {columns} FROM epochs WHERE run = $twin",
            "INSERT INTO selected_weights (run, epoch, weights) SELECT $run, epoch, weights FROM selected_weights WHERE run = $twin",
            """
            UPDATE runs SET status = 'finished', owner = NULL, started = twin.started, ended = twin.ended
            FROM (SELECT started, ended FROM runs WHERE id = $twin) AS twin WHERE id = $run
            """,
        })
        {
            Command(sql, ("$run", run), ("$twin", twin)).ExecuteNonQuery();
        }
    }

    private StoredWeights? Weights(string sql, long run) => Guard(() =>
    {
        using var reader = Command(sql, ("$run", run)).ExecuteReader();
        return reader.Read() ? new StoredWeights(reader.GetInt32(0), Blob(reader, 1)) : null;
    });

    private T Change<T>(Func<long, T> change) => Guard(() =>
    {
        using var transaction = _connection.BeginTransaction();
        _transaction = transaction;
        try
        {
            var tick = (long)Command("UPDATE clock SET tick = tick + 1 RETURNING tick").ExecuteScalar()!;
            var result = change(tick);
            transaction.Commit();
            return result;
        }
        finally
        {
            _transaction = null;
        }
    });

    private StoreChanges Changes(long after, string? exceptOwner)
    {
        using var transaction = _connection.BeginTransaction(deferred: true);
        _transaction = transaction;
        try
        {
            var tick = (long)Command("SELECT tick FROM clock").ExecuteScalar()!;
            return new StoreChanges(
                tick,
                ReadSweeps("changed > $after", ("$after", after)),
                ReadRuns("changed > $after AND owner IS NOT $owner", ("$after", after), ("$owner", exceptOwner ?? "")))
            {
                RemovedSweeps = ReadIds("sweeps", "deletion IS NOT NULL AND changed > $after", ("$after", after)),
                RemovedRuns = ReadIds("runs", "deletion IS NOT NULL AND changed > $after", ("$after", after)),
            };
        }
        finally
        {
            _transaction = null;
        }
    }

    private List<long> ReadIds(string table, string where, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var ids = new List<long>();
        using var reader = Command($"SELECT id FROM {table} WHERE {where} ORDER BY id", parameters).ExecuteReader();
        while (reader.Read())
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    /// <summary>Sweeps that are not deleted.</summary>
    private List<SweepState> ReadSweeps(string where, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var sweeps = new List<SweepState>();
        using var reader = Command(
            $"SELECT id, spec, created, tags, note, imported FROM sweeps WHERE {where} AND deletion IS NULL ORDER BY id", parameters).ExecuteReader();
        while (reader.Read())
        {
            sweeps.Add(new SweepState
            {
                Id = reader.GetInt64(0),
                Spec = JsonSerializer.Deserialize(reader.GetString(1), StoreJson.Default.SweepSpec)!,
                Created = Time(reader.GetString(2)),
                Annotation = ReadAnnotation(reader, 3),
                Imported = TextOrNull(reader, 5),
            });
        }

        return sweeps;
    }

    /// <summary>Runs that are not deleted, with all their epochs.</summary>
    private List<RunState> ReadRuns(string where, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        where += " AND deletion IS NULL";
        var epochs = new Dictionary<long, List<EpochReport>>();
        using (var reader = Command(
            $"SELECT {EpochColumns} FROM epochs WHERE run IN (SELECT id FROM runs WHERE {where}) ORDER BY run, epoch", parameters).ExecuteReader())
        {
            while (reader.Read())
            {
                var run = reader.GetInt64(0);
                if (!epochs.TryGetValue(run, out var reports))
                {
                    epochs[run] = reports = [];
                }

                reports.Add(ReadEpoch(reader));
            }
        }

        var runs = new List<RunState>();
        using (var reader = Command(
            $"SELECT id, sweep, spec, status, failure, started, ended, tags, note FROM runs WHERE {where} ORDER BY id", parameters).ExecuteReader())
        {
            while (reader.Read())
            {
                var id = reader.GetInt64(0);
                runs.Add(new RunState
                {
                    Id = id,
                    SweepId = reader.GetInt64(1),
                    Spec = JsonSerializer.Deserialize(reader.GetString(2), StoreJson.Default.RunSpec)!,
                    Status = Status(reader.GetString(3)),
                    Failure = TextOrNull(reader, 4),
                    Started = TextOrNull(reader, 5) is { } started ? Time(started) : null,
                    Ended = TextOrNull(reader, 6) is { } ended ? Time(ended) : null,
                    Epochs = epochs.TryGetValue(id, out var reports) ? [.. reports] : [],
                    Annotation = ReadAnnotation(reader, 7),
                });
            }
        }

        return runs;
    }

    /// <summary>A prepared command of that text with these values.</summary>
    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }

            _commands[sql] = command;
        }

        command.Transaction = _transaction;
        foreach (var (name, value) in parameters)
        {
            command.Parameters[name].Value = value switch
            {
                null or double.NaN => DBNull.Value,
                _ => value,
            };
        }

        return command;
    }

    private T Guard<T>(Func<T> action)
    {
        lock (_lock)
        {
            try
            {
                return action();
            }
            catch (SqliteException exception)
            {
                throw new StoreException(Explain(exception), exception);
            }
            catch (Exception exception) when (exception is JsonException or FormatException or InvalidCastException)
            {
                throw new StoreException($"The store {Path} holds something that cannot be read: {exception.Message} Name another file, or bring back a copy.", exception);
            }
        }
    }

    // The result codes of https://www.sqlite.org/rescode.html that a person can do something about.
    private string Explain(SqliteException exception) => exception.SqliteErrorCode switch
    {
        8 or 14 or 3 or 23 => $"The store {Path} cannot be written. Give this user the right to write the file and its folder, or name another file.",
        11 or 26 => $"The store {Path} is damaged or not a SQLite database. Move it away (with its -wal and -shm files) and start again, or name another file.",
        13 => $"There is no room left on the disk for the store {Path}. Free some and resume.",
        5 or 6 => $"The store {Path} is locked by another program. Close that program and resume.",
        10 => $"The store {Path} cannot be read or written: the disk reports a fault ({exception.Message}).",
        _ => $"The store {Path} failed: {exception.Message}",
    };

    private static byte[] Blob(SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private static string? TextOrNull(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);

    private static string Text(RunStatus status) => status switch
    {
        RunStatus.Queued => "queued",
        RunStatus.Running => "running",
        RunStatus.Finished => "finished",
        RunStatus.Failed => "failed",
        _ => "cancelled",
    };

    private static RunStatus Status(string text) => text switch
    {
        "queued" => RunStatus.Queued,
        "running" => RunStatus.Running,
        "finished" => RunStatus.Finished,
        "failed" => RunStatus.Failed,
        "cancelled" => RunStatus.Cancelled,
        _ => throw new FormatException($"There is no run status '{text}'."),
    };
}

/// <summary>What the store holds, or what of it changed.</summary>
/// <param name="Tick">The state of the store that this is; later changes have higher ones.</param>
/// <param name="Sweeps">Sweeps, by number.</param>
/// <param name="Runs">Runs with all their epochs, by number.</param>
public sealed record StoreChanges(long Tick, IReadOnlyList<SweepState> Sweeps, IReadOnlyList<RunState> Runs)
{
    /// <summary>The numbers of the sweeps that are deleted.</summary>
    public IReadOnlyList<long> RemovedSweeps { get; init; } = [];

    /// <summary>The numbers of the runs that are deleted.</summary>
    public IReadOnlyList<long> RemovedRuns { get; init; } = [];
}

/// <summary>A network as it was after an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Weights">In the form of <see cref="RunCheckpoint.Weights"/>.</param>
public sealed record StoredWeights(int Epoch, byte[] Weights);
