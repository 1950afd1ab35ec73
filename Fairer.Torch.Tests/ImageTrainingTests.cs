using Fairer.Core.Data;
using Fairer.Core.Data.Images.Faces;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Torch.Tests.Provider;

namespace Fairer.Torch.Tests;

/// <summary>AlexNet and ResNet-18 on synthetic faces.</summary>
public class ImageTrainingTests(ITestOutputHelper output) : TorchTest
{
    private static readonly TorchEngine Engine = new();

    public static TheoryData<string, FairnessMetric> Methods { get; } = new MatrixTheoryData<string, FairnessMetric>(
        [.. MethodCatalogue.All.Select(method => method.Id)], [FairnessMetric.DemographicParity, FairnessMetric.EqualizedOdds]);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static RunSpec Run(ConvNet network) => new()
    {
        Dataset = "faces",
        Method = "dralign",
        Lambda = 0.5,
        Beta = 0.01,
        Network = network,
        Granularity = network.DefaultGranularity,
        Epochs = 1,
        StepsPerEpoch = 2,
        BatchPerGroup = 2,
        LearningRate = network.DefaultLearningRate,
        Device = Devices.Cpu,
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_method_trains_a_conv_net(string method, FairnessMetric metric)
    {
        var run = Run(ConvNet.ResNet18) with { Method = method, Metric = metric, ImageSize = 32 };
        var trace = Train(run, Faces(60, size: 32));
        var report = Assert.Single(trace.Reports);
        Assert.Equal(2, trace.Steps);
        Assert.True(double.IsFinite(report.Loss));
        Assert.Equal(22, report.LayerCosines.Count);
        Assert.Equal(22, report.BatchLayerCosines.Count);
        Assert.All(report.LayerCosines, cosine => Assert.InRange(cosine, 0, 1 + 1e-6));
        Assert.True(report.Similarity > 1);
        Assert.InRange(report.Test.AveragePrecision, 0.01, 1);
    }

    [Theory]
    [InlineData("alexnet")]
    [InlineData("resnet18")]
    public void A_network_has_the_layers_and_weights_it_is_said_to_have(string id)
    {
        var network = ConvNet.Find(id)!;
        using Networks.LayeredNetwork built = network == ConvNet.AlexNet ? new Networks.AlexNet(0, TorchSharp.torch.CPU) : new Networks.ResNet18(0, TorchSharp.torch.CPU);
        Assert.Equal(network.Layers, built.Weights.Count);
        Assert.Equal(network.ParameterCount(0), built.Parameters.Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void A_run_goes_on_from_its_checkpoint_and_is_the_same_when_repeated()
    {
        var run = Run(ConvNet.ResNet18) with { Method = "dralign", Epochs = 2, ImageSize = 32 };
        var split = Faces(60, size: 32);
        var (whole, again) = (Train(run, split), Train(run, split));
        Assert.Equal(whole.Checkpoints[^1].Weights, again.Checkpoints[^1].Weights);
        var resumed = Train(run, split, whole.Checkpoints[0]);
        Assert.Equal(2, Assert.Single(resumed.Reports).Epoch);
        Assert.Equal(whole.Checkpoints[^1].Weights, resumed.Checkpoints[^1].Weights);
        Assert.Equal(whole.Checkpoints[^1].Optimiser, resumed.Checkpoints[^1].Optimiser);
        Assert.NotEqual(whole.Checkpoints[^1].Weights, Train(run with { Seed = 1 }, split).Checkpoints[^1].Weights);
    }

    [Fact]
    public void AlexNet_trains_with_its_dropout_and_is_the_same_when_repeated()
    {
        var split = Faces(60, size: 64);
        var reports = Enumerable.Range(0, 2).Select(_ => Assert.Single(Train(Run(ConvNet.AlexNet) with { ImageSize = 64 }, split).Reports)).ToArray();
        Assert.Equal(8, reports[0].LayerCosines.Count);
        Assert.All(reports[0].LayerCosines, cosine => Assert.InRange(cosine, 0, 1 + 1e-6));
        Assert.Equal(reports[0].Loss, reports[1].Loss);
        Assert.Equal(reports[0].LayerCosines, reports[1].LayerCosines);
    }

    [Fact]
    public void Cancelling_stops_inside_an_epoch()
    {
        using var source = new CancellationTokenSource();
        var trace = new Trace { AfterStep = steps => { if (steps == 2) source.Cancel(); } };
        var run = Run(ConvNet.ResNet18) with { StepsPerEpoch = 1000, ImageSize = 32 };
        Assert.ThrowsAny<OperationCanceledException>(() => Engine.Train(run, Faces(60, size: 32), null, trace, source.Token));
        Assert.Equal(2, trace.Steps);
    }

    [Fact]
    public void Images_that_are_too_small_for_a_network_are_refused()
    {
        var fault = Assert.Throws<DataException>(() => Train(Run(ConvNet.AlexNet), Faces(20, size: 32)));
        Assert.StartsWith("AlexNet reads images of 63 pixels and more, and those of Faces, synthetic are made of 32", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Both networks train on the processor: regularised, the gap on the batches falls below that of the network that
    /// nobody regularises, and with alignment the similarity on the batches, which is what Eq. 9 raises, is above FairReg's.</summary>
    [Theory]
    [InlineData("alexnet", 64, 30, 0.1)]
    [InlineData("resnet18", 32, 20, 0.5)]
    public void Alignment_raises_the_similarity_and_the_gap_falls(string id, int size, int steps, double beta)
    {
        var network = ConvNet.Find(id)!;
        var split = Faces(400, size);
        (double Gap, double Similarity) Of(string method, double lambda, double weight)
        {
            var run = Run(network) with
            {
                Method = method,
                Lambda = lambda,
                Beta = weight,
                BatchPerGroup = 16,
                StepsPerEpoch = steps,
                Epochs = 3,
                LearningRate = 3e-4,
                ImageSize = size,
            };
            var reports = Train(run, split).Reports;
            foreach (var report in reports)
            {
                output.WriteLine(
                    $"{id} {method}, epoch {report.Epoch}: AP {report.Test.AveragePrecision:0.000}, DP {report.Test.DemographicParity:0.000}, ΔDP on batches {report.FairnessLoss:0.000}, " +
                    $"similarity of {network.Layers}: {report.BatchSimilarity:0.00} on the last batch, {report.Similarity:0.00} on the split; {report.Seconds:0.0} s");
            }

            return (reports[^1].FairnessLoss, reports.Skip(1).Average(report => report.BatchSimilarity));
        }

        var (erm, fair, aligned) = (Of("erm", 0, 0), Of("fairreg", 1, 0), Of("dralign", 1, beta));
        Assert.True(fair.Gap < 0.7 * erm.Gap, $"{fair.Gap} with FairReg, {erm.Gap} without");
        Assert.True(aligned.Gap < 0.7 * erm.Gap, $"{aligned.Gap} with DRAlign, {erm.Gap} without");
        Assert.True(aligned.Similarity > fair.Similarity, $"{aligned.Similarity} with DRAlign, {fair.Similarity} with FairReg");
    }

    private static Trace Train(RunSpec run, ImageSplit split, RunCheckpoint? from = null)
    {
        var trace = new Trace();
        Engine.Train(run, split, from, trace, Now);
        return trace;
    }

    private static ImageSplit Faces(int count, int size) =>
        (ImageSplit)new SyntheticFaces(count).LoadAsync(new DataFolders([], ""), Now).GetAwaiter().GetResult().Split(0, new DataEncoding(ImageSize: size));
}
