using System.Buffers.Binary;
using Fairer.Core.Data;
using Fairer.Core.Data.Download;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Core.Tests.Sweeps;

/// <summary>
/// Trains nothing, but reports numbers that depend on the run and on every step before, through the checkpoint: a step
/// left out or done twice changes all that follows.
/// </summary>
internal sealed class FakeEngine : IEngine
{
    /// <summary>Called before each step with the run, the epoch and the step.</summary>
    public Action<RunSpec, int, int> BeforeStep { get; init; } = (_, _, _) => { };

    /// <summary>Where the engine ends although the run has more epochs.</summary>
    public int LastEpoch { get; init; } = int.MaxValue;

    /// <summary>How many bytes a network takes.</summary>
    public int NetworkSize { get; init; }

    public string? Refusal { get; init; }

    public string Name { get; init; } = "Fake";

    public IReadOnlyList<TrainingDevice> Devices { get; init; } = [new("fake", "Nothing", "nothing")];

    public string? Missing { get; init; }

    public string? WhyNot(RunSpec run) => Refusal;

    public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation)
    {
        Assert.Equal(run.Seed, data.Seed);
        var state = from is null
            ? new SeededRandom(run.Seed, RandomPurpose.Initialisation).NextBits()
            : BinaryPrimitives.ReadUInt64LittleEndian(from.Optimiser);
        for (var epoch = (from?.Epoch ?? 0) + 1; epoch <= Math.Min(run.Epochs, LastEpoch); epoch++)
        {
            for (var step = 1; step <= run.StepsPerEpoch; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                BeforeStep(run, epoch, step);
                state = (state * 6364136223846793005) + (ulong)BitConverter.DoubleToInt64Bits(run.Lambda) + (ulong)run.Network.ParameterCount(1);
                observer.OnStep(step);
            }

            var bytes = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, state);
            observer.OnEpoch(Report(epoch, state), new RunCheckpoint(epoch, [.. bytes, (byte)epoch, .. new byte[NetworkSize]], bytes));
        }
    }

    /// <summary>A report whose numbers are all different.</summary>
    public static EpochReport Report(int epoch, ulong state)
    {
        double Number(int which) => (((state >> which) ^ (ulong)which) & 0xFFFFFFFF) / 4294967296.0;
        return new EpochReport
        {
            Epoch = epoch,
            ClassificationLoss = Number(0),
            FairnessLoss = Number(1),
            Loss = Number(2),
            Validation = new Scores(Number(3), Number(4), Number(5), Number(6), Number(7), Number(8)),
            Test = new Scores(Number(9), Number(10), Number(11), Number(12), Number(13), Number(14)),
            LayerCosines = [Number(15), Number(16), Number(17)],
            BatchLayerCosines = [Number(18), Number(19), Number(20)],
            Seconds = Number(21),
        };
    }
}

/// <summary>A dataset of no rows, for engines that look at none.</summary>
internal sealed class EmptyDataset : IDatasetSource, IDataset
{
    public DatasetInfo Info => new("adult", "Empty", Synthetic: true, "label", "group", "zero", "one", Images);

    /// <summary>Whether it claims to be made of images.</summary>
    public bool Images { get; init; }

    /// <summary>What is to be done to have the dataset; null when it is at hand.</summary>
    public string? Missing { get; init; }

    public RemoteDataset? Remote { get; init; }

    public DatasetAvailability Locate(DataFolders folders) => new(AtHand: Missing is null, Missing ?? "memory", CanDownload: false);

    public Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) => Task.FromResult<IDataset>(this);

    public SplitData Split(int seed, DataEncoding encoding)
    {
        var none = new EncodedRows([], [], [], 0);
        return new TableSplit(Info, seed, [], none, none, none);
    }
}
