using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fairer.Core.Results;

/// <summary>The tables of the store, and the steps that bring an older store up to date.</summary>
internal static class StoreSchema
{
    /// <summary>"FAIR" in ASCII: marks a SQLite file as ours.</summary>
    private const long ApplicationId = 0x46414952;

    /// <summary>Step i leads from version i to version i + 1; a landed step is never changed again.</summary>
    private static readonly string[] Migrations =
    [
        """
        -- One row; its tick grows with every change, and what a change touches carries that tick.
        CREATE TABLE clock (tick INTEGER NOT NULL) STRICT;
        INSERT INTO clock VALUES (0);

        CREATE TABLE sweeps (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            spec TEXT NOT NULL,                 -- SweepSpec as JSON
            created TEXT NOT NULL,              -- ISO 8601
            changed INTEGER NOT NULL            -- tick
        ) STRICT;

        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sweep INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
            spec TEXT NOT NULL,                 -- RunSpec as JSON
            status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'finished', 'failed', 'cancelled')),
            failure TEXT,                       -- why it failed
            started TEXT,                       -- ISO 8601
            ended TEXT,                         -- ISO 8601
            owner TEXT,                         -- the process that trains an unfinished run
            changed INTEGER NOT NULL            -- tick
        ) STRICT;
        CREATE INDEX runs_by_sweep ON runs (sweep);
        CREATE INDEX runs_by_change ON runs (changed);
        CREATE INDEX runs_unfinished ON runs (status) WHERE status IN ('queued', 'running');

        -- A number that is not a number (NaN) is NULL.
        CREATE TABLE epochs (
            run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            epoch INTEGER NOT NULL,
            classification_loss REAL, fairness_loss REAL, loss REAL,
            validation_ap REAL, validation_dp REAL, validation_eo REAL,
            validation_dp_at_half REAL, validation_eo_at_half REAL, validation_accuracy REAL,
            test_ap REAL, test_dp REAL, test_eo REAL,
            test_dp_at_half REAL, test_eo_at_half REAL, test_accuracy REAL,
            layer_cosines TEXT NOT NULL,        -- JSON array
            batch_layer_cosines TEXT NOT NULL,  -- JSON array
            seconds REAL,
            PRIMARY KEY (run, epoch)
        ) STRICT, WITHOUT ROWID;

        -- From where a run goes on; of a finished run the final weights.
        CREATE TABLE checkpoints (
            run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
            epoch INTEGER NOT NULL,
            weights BLOB NOT NULL,              -- little-endian float32, layer by layer, weights [out, in] then biases
            optimiser BLOB                      -- NULL once the run is finished
        ) STRICT;

        -- The weights of the epoch that counts as the run's result.
        CREATE TABLE selected_weights (
            run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
            epoch INTEGER NOT NULL,
            weights BLOB NOT NULL               -- as in checkpoints
        ) STRICT;
        """,
        """
        -- The exact parity score of a run's network.
        CREATE TABLE parity (
            run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
            epoch INTEGER NOT NULL,
            report TEXT NOT NULL,               -- ParityReport as JSON
            parameters INTEGER NOT NULL,        -- how many weights and biases the network has
            changes BLOB NOT NULL               -- ParityDetail: little-endian float64
        ) STRICT;
        """,
        """
        -- What people say about sweeps and runs, where a sweep came from, and what is deleted but can still be brought back.
        CREATE TABLE deletions (
            id INTEGER PRIMARY KEY,             -- the tick of the deletion
            at TEXT NOT NULL                    -- ISO 8601
        ) STRICT;
        ALTER TABLE sweeps ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';  -- JSON array
        ALTER TABLE sweeps ADD COLUMN note TEXT NOT NULL DEFAULT '';
        ALTER TABLE sweeps ADD COLUMN imported TEXT;                    -- the file that it came from
        ALTER TABLE sweeps ADD COLUMN deletion INTEGER;
        ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';    -- JSON array
        ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT '';
        ALTER TABLE runs ADD COLUMN deletion INTEGER;
        CREATE INDEX sweeps_deleted ON sweeps (deletion) WHERE deletion IS NOT NULL;
        CREATE INDEX runs_deleted ON runs (deletion) WHERE deletion IS NOT NULL;
        """,
    ];

    /// <summary>The version that this program reads and writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>Makes the tables, or brings older ones up to date; processes that do so at once wait for each other.</summary>
    /// <exception cref="StoreException">The file is another program's, or a newer Fairer's.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction();
        var version = Number("PRAGMA user_version");
        var application = Number("PRAGMA application_id");
        if (application != ApplicationId && (application != 0 || version != 0 || Number("SELECT count(*) FROM sqlite_schema") > 0))
        {
            throw new StoreException($"{path} is a database of another program. Name another file for the store.");
        }

        if (version > Version)
        {
            throw new StoreException(
                $"{path} was written by a newer Fairer (its form is version {version}, this program knows {Version}). Update Fairer, or name another file for the store.");
        }

        foreach (var migration in Migrations.Skip((int)version))
        {
            Run(migration);
        }

        if (version < Version)
        {
            // A pragma takes no parameters; both values are this program's own numbers.
            Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}"));
        }

        transaction.Commit();

        long Number(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (long)command.ExecuteScalar()!;
        }

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
