using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Tests.Support;

/// <summary>Sweeps and reports to show in tests.</summary>
public static class Samples
{
    public static SweepSpec Sweep() => new()
    {
        Datasets = ["adult"],
        Methods = ["erm", "fairreg", "dralign"],
        Lambdas = [0.2, 0.3, 0.4, 0.5, 0.6],
        Betas = [0.05],
        Networks = [new MlpShape(50, 50)],
        Seeds = [0, 1, 2],
        Epochs = 10,
    };

    /// <summary>A report shaped like a real one: a larger λ costs precision and closes the gap; DRAlign aligns.</summary>
    public static EpochReport Report(RunSpec spec, int epoch)
    {
        var noise = new Random((spec.Seed * 1000) + epoch + (int)(spec.Lambda * 100) + spec.Method.Length);
        double Jitter(double size) => size * ((2 * noise.NextDouble()) - 1);
        var lambda = MethodCatalogue.Get(spec.Method).Tuning == Tuning.Lambda ? spec.Lambda : 0;
        var trained = 1 - Math.Exp(-epoch / 2.5);
        var ap = (trained * (0.78 - (0.11 * lambda * lambda * 1.8) + (spec.Method == "dralign" ? 0.008 : 0))) + (0.55 * (1 - trained)) + Jitter(0.004);
        var dp = Math.Max(0.004, (trained * (0.163 * Math.Exp(-3.2 * lambda))) + Jitter(0.004));
        var width = spec.Network is MlpShape shape ? shape.Widths[0] : 200;
        var aligned = spec.Method == "dralign" ? 0.99 : Math.Min(0.98, 0.35 + lambda + (3.0 / Math.Sqrt(width)));
        double[] cosines = [.. Enumerable.Range(0, spec.Network.Layers).Select(layer =>
            Math.Clamp((aligned - (spec.Method == "dralign" ? 0 : 0.15 * layer)) * (0.5 + (0.5 * trained)) + Jitter(0.02), 0, 1))];
        var scores = new Scores(ap, dp, 1.4 * dp, dp, 1.4 * dp, 0.84);
        return new EpochReport
        {
            Epoch = epoch,
            ClassificationLoss = 0.4,
            FairnessLoss = dp,
            Loss = 0.4 + (lambda * dp),
            Validation = scores with { DemographicParity = dp + (0.01 / epoch) },
            Test = scores,
            LayerCosines = cosines,
            BatchLayerCosines = cosines,
            Seconds = 0.12,
        };
    }

    /// <summary>A run that has done some epochs.</summary>
    public static RunState Train(RunState run, int epochs, RunStatus status) => run with
    {
        Status = status,
        Epochs = [.. Enumerable.Range(1, epochs).Select(epoch => Report(run.Spec, epoch))],
        Started = DateTimeOffset.UtcNow,
        Ended = status is RunStatus.Running or RunStatus.Queued ? null : DateTimeOffset.UtcNow,
    };
}
