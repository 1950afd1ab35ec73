using System.Globalization;
using System.Text.Json;
using Fairer.Core.Data;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Results;

/// <summary>Reads archives of sweeps that may come from anywhere: nothing is taken in that could not have been trained.</summary>
public static class SweepArchiveReader
{
    /// <summary>The most bytes that are read.</summary>
    public const long MaxBytes = 200_000_000;

    /// <summary>The most sweeps in one archive.</summary>
    public const int MaxSweeps = 1000;

    /// <summary>The most runs in one archive.</summary>
    public const int MaxRuns = 20_000;

    private const int MaxNamed = 10;
    private const int MaxText = 4000;

    /// <summary>Reads an archive.</summary>
    /// <param name="stream">Its bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataException">It is too large, no such archive, or has numbers that cannot be; the message names
    /// sweep, run and field, line by line.</exception>
    public static async Task<SweepArchive> ReadAsync(Stream stream, string name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SweepArchive archive;
        try
        {
            await using var bounded = new BoundedStream(stream, name);
            archive = await JsonSerializer.DeserializeAsync(bounded, ArchiveJson.Default.SweepArchive, cancellation).ConfigureAwait(false)
                ?? throw new DataException($"{name} is empty: choose a JSON file that was exported here.");
        }
        catch (JsonException fault)
        {
            var place = fault.Path is null or "$" ? "" : $" at {fault.Path.TrimStart('$', '.')}";
            var line = fault.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $" (line {number + 1})") : "";
            throw new DataException($"{name} is no export of sweeps{place}{line}: {Brief(fault.Message)} Choose a JSON file that was exported here, as it was.", fault);
        }

        if (archive.Format != SweepArchive.FormatName)
        {
            throw new DataException($"{name} says that its format is '{Short(archive.Format)}', not '{SweepArchive.FormatName}': it is no export of sweeps.");
        }

        if (archive.Version != SweepArchive.FormatVersion)
        {
            throw new DataException($"{name} has version {archive.Version} of the form; this program reads version {SweepArchive.FormatVersion}. Update the older of the two programs.");
        }

        var faults = new Faults();
        Check(archive, faults);
        return faults.Count == 0 ? archive : throw new DataException($"{name} cannot be imported:\n{faults}");
    }

    private static void Check(SweepArchive archive, Faults faults)
    {
        var runs = archive.Sweeps.Sum(sweep => (long)sweep.Runs.Count);
        if (archive.Sweeps.Count == 0)
        {
            faults.Add("sweeps", "there is none");
        }

        if (archive.Sweeps.Count > MaxSweeps || runs > MaxRuns)
        {
            faults.Add("sweeps", $"{archive.Sweeps.Count:N0} sweeps with {runs:N0} runs are too many; at most {MaxSweeps:N0} and {MaxRuns:N0} are possible. Export them in parts");
            return;
        }

        for (var s = 0; s < archive.Sweeps.Count; s++)
        {
            var (sweep, place) = (archive.Sweeps[s], $"sweeps[{s}]");
            if (sweep.Runs.Count == 0)
            {
                faults.Add($"{place}.runs", "there is none");
            }

            foreach (var fault in SweepPlanner.Faults(sweep.Spec))
            {
                faults.Add($"{place}.spec", fault.Message.TrimEnd('.'));
            }

            if (sweep.Spec.Title is { Length: > 200 })
            {
                faults.Add($"{place}.spec.title", "it has more than 200 characters");
            }

            Check(sweep.Annotation, place, faults);
            for (var r = 0; r < sweep.Runs.Count; r++)
            {
                Check(sweep.Runs[r], $"{place}.runs[{r}]", faults);
            }
        }
    }

    private static void Check(ArchivedRun run, string place, Faults faults)
    {
        var spec = run.Spec;
        var alone = new SweepSpec
        {
            Datasets = [spec.Dataset],
            Methods = [spec.Method],
            Metric = spec.Metric,
            Lambdas = [spec.Lambda],
            Strengths = [Math.Min(spec.Lambda, 1)],
            Betas = [spec.Beta],
            Networks = [spec.Network],
            Seeds = [spec.Seed],
            Epochs = spec.Epochs,
            StepsPerEpoch = spec.StepsPerEpoch,
            BatchPerGroup = spec.BatchPerGroup,
            LearningRate = spec.LearningRate,
            ImageSize = spec.ImageSize,
        };
        foreach (var fault in SweepPlanner.Faults(alone))
        {
            faults.Add($"{place}.spec", fault.Message.TrimEnd('.'));
        }

        if (spec.Dataset.Length is 0 or > 200 || spec.Dataset.Any(char.IsControl))
        {
            faults.Add($"{place}.spec.dataset", "it is no name of a dataset");
        }

        if (run.Failure is { Length: > MaxText })
        {
            faults.Add($"{place}.failure", $"it has more than {MaxText} characters");
        }

        if (run.Status == RunStatus.Finished && run.Epochs.Count != spec.Epochs)
        {
            faults.Add($"{place}.epochs", $"a finished run has all its {spec.Epochs} epochs, this one {run.Epochs.Count}");
        }

        Check(run.Annotation, place, faults);
        for (var e = 0; e < run.Epochs.Count; e++)
        {
            Check(run.Epochs[e], e, spec, $"{place}.epochs[{e}]", faults);
        }
    }

    private static void Check(EpochReport report, int index, RunSpec spec, string place, Faults faults)
    {
        if (report.Epoch != index + 1 || report.Epoch > spec.Epochs)
        {
            faults.Add($"{place}.epoch", $"{report.Epoch} is not {index + 1}: epochs are numbered from 1 to the run's {spec.Epochs}");
        }

        foreach (var (part, scores) in new[] { ("validation", report.Validation), ("test", report.Test) })
        {
            Within(scores.AveragePrecision, 0, 1, $"{place}.{part}.average_precision");
            Within(scores.Accuracy, 0, 1, $"{place}.{part}.accuracy");
            Within(scores.DemographicParity, 0, 1, $"{place}.{part}.demographic_parity");
            Within(scores.DemographicParityAtHalf, 0, 1, $"{place}.{part}.demographic_parity_at_half");
            Within(scores.EqualizedOdds, 0, 2, $"{place}.{part}.equalized_odds");
            Within(scores.EqualizedOddsAtHalf, 0, 2, $"{place}.{part}.equalized_odds_at_half");
        }

        foreach (var (name, cosines) in new[] { ("layer_cosines", report.LayerCosines), ("batch_layer_cosines", report.BatchLayerCosines) })
        {
            if (cosines.Count != spec.Network.Layers)
            {
                faults.Add($"{place}.{name}", $"there are {cosines.Count}; the network {spec.Network} has {spec.Network.Layers} layers");
            }

            for (var layer = 0; layer < cosines.Count; layer++)
            {
                Within(cosines[layer], -1, 1, $"{place}.{name}[{layer}]");
            }
        }

        Within(report.Seconds, 0, double.MaxValue, $"{place}.seconds");

        // Rounding may lead a little past an end; what is not defined is not a number.
        void Within(double value, double least, double most, string field)
        {
            if (!double.IsNaN(value) && !(value >= least - 1e-6 && value <= most + 1e-6))
            {
                faults.Add(field, string.Create(CultureInfo.InvariantCulture, $"{value:R} is not between {least:0} and {most:0.###}"));
            }
        }
    }

    private static void Check(Annotation annotation, string place, Faults faults)
    {
        if (!Annotation.TryCreate(annotation.Tags, annotation.Note, out _, out var fault))
        {
            faults.Add(place, fault.TrimEnd('.'));
        }
    }

    // The library's messages end with the place, which is said already, and name types of this program.
    private static string Brief(string message) => message.Contains("could not be converted", StringComparison.Ordinal)
        ? "what stands there is of another kind than what belongs there."
        : message.Split(" Path: ")[0].Split(" LineNumber: ")[0];

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>The first faults, and how many more there are.</summary>
    private sealed class Faults
    {
        private readonly List<string> _named = [];

        public int Count { get; private set; }

        public void Add(string place, string problem)
        {
            if (++Count <= MaxNamed)
            {
                _named.Add($"{place}: {problem}.");
            }
        }

        public override string ToString() => string.Join('\n', _named) + (Count > MaxNamed ? $"\nand {Count - MaxNamed:N0} more." : "");
    }

    /// <summary>Ends the reading of what is too large, however large it is.</summary>
    private sealed class BoundedStream(Stream inner, string name) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return (_read += count) <= MaxBytes ? count : throw new DataException($"{name} is larger than {MaxBytes / 1_000_000} MB. Export its sweeps in parts.");
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
