using Fairer.Core.Data;
using Fairer.Core.Data.Images;
using Fairer.Core.Fairness;
using Fairer.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Fairer.Torch.Images;

/// <summary>Measures a network on whole parts of an image dataset after an epoch. Images that cannot be read are left out.</summary>
/// <param name="network">The network.</param>
/// <param name="loss">What its losses and cosines are.</param>
/// <param name="pixels">How images are put on the device.</param>
/// <param name="metric">DP or EO.</param>
/// <param name="imagesAtOnce">How many images go through at once.</param>
internal sealed class ImageEvaluation(LayeredNetwork network, AutogradLoss loss, Pixels pixels, FairnessMetric metric, int imagesAtOnce)
{
    /// <summary>The network's scores on a part, and the samples that they are of.</summary>
    public (double[] Scores, ImageRows Samples) Score(ImageRows part, CancellationToken cancellation)
    {
        using var ungraded = no_grad();
        var (scores, samples) = (new List<double>(part.Count), new List<int>(part.Count));
        using var chunks = new ImageChunks(part, imagesAtOnce, cancellation: cancellation);
        while (chunks.TryNext(out var chunk))
        {
            using var scope = NewDisposeScope();
            var logits = network.Logits(pixels.Read(chunk.Pixels, chunk.Count, part.Images.Size), Pass.Evaluation);
            scores.AddRange(logits.sigmoid().to(float64).cpu().data<double>().ToArray());
            samples.AddRange(chunk.Samples.Span);
        }

        return ([.. scores], Of(part, samples));
    }

    /// <summary>Each layer's cosine over the whole training part, for EO the mean over the label slices.</summary>
    public double[] LayerCosines(ImageRows part, CancellationToken cancellation)
    {
        var cosines = new double[network.Weights.Count];
        for (var slice = 0; slice < metric.Slices(); slice++)
        {
            using var scope = NewDisposeScope();
            var zero = GroupGradient(Cell(part, 0, slice), cancellation);
            var one = GroupGradient(Cell(part, 1, slice), cancellation);
            for (var layer = 0; layer < cosines.Length; layer++)
            {
                cosines[layer] += loss.Align(network.Weights[layer].detach(), zero[layer], one[layer]).ToDouble() / metric.Slices();
            }
        }

        return cosines;
    }

    /// <summary>The gradient of the summed classification loss over some samples: a cosine does not change when it is
    /// divided by their number.</summary>
    private Tensor[] GroupGradient(ImageRows samples, CancellationToken cancellation)
    {
        var gradient = network.Weights.Select(weight => zeros_like(weight, requires_grad: false)).ToArray();
        using var chunks = new ImageChunks(samples, imagesAtOnce, cancellation: cancellation);
        while (chunks.TryNext(out var chunk))
        {
            using var scope = NewDisposeScope();
            var images = pixels.Read(chunk.Pixels, chunk.Count, samples.Images.Size);
            var labels = Labels(samples, chunk.Samples.Span, images.device);
            var sum = BinaryCrossEntropy.Of(network.Logits(images, Pass.Evaluation), labels).sum();
            foreach (var (total, part) in gradient.Zip(loss.WeightGradient(sum, retainGraph: false, differentiable: false)))
            {
                total.add_(part);
            }
        }

        return gradient;
    }

    /// <summary>The labels of some samples, <c>[samples]</c>, on a device.</summary>
    public static Tensor Labels(ImageRows part, ReadOnlySpan<int> samples, Device device)
    {
        var labels = new float[samples.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = part.Labels[samples[i]];
        }

        return tensor(labels, [labels.Length], float32, device);
    }

    private ImageRows Cell(ImageRows part, int group, int slice) =>
        Of(part, [.. Enumerable.Range(0, part.Count).Where(sample =>
            part.Groups[sample] == group && (metric.Slices() == 1 || part.Labels[sample] == slice))]);

    private static ImageRows Of(ImageRows part, List<int> samples) => new(
        part.Images,
        [.. samples.Select(sample => part.Indices[sample])],
        [.. samples.Select(sample => part.Labels[sample])],
        [.. samples.Select(sample => part.Groups[sample])]);
}
