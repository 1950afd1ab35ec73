namespace Fairer.Benchmarks.Peak;

/// <summary>What a computation has to do, whoever does it.</summary>
/// <param name="Flops">Its operations, two a multiply-add.</param>
/// <param name="Bytes">What it has to read and write when each operand of each matrix product passes once.</param>
internal readonly record struct Work(double Flops, double Bytes)
{
    /// <summary>Operations a byte.</summary>
    public double Intensity => Flops / Bytes;

    /// <summary>One after the other.</summary>
    public static Work operator +(Work first, Work second) => new(first.Flops + second.Flops, first.Bytes + second.Bytes);

    /// <summary>So many times.</summary>
    public static Work operator *(int times, Work work) => new(times * work.Flops, times * work.Bytes);

    /// <summary><c>[rows, depth] · [depth, samples]</c>, panel by panel: the matrix passes once a panel.</summary>
    public static Work OfProduct(int rows, int depth, int samples) => new(
        2.0 * rows * depth * samples,
        sizeof(float) * (((double)rows * depth * samples / KernelCall.PanelSamples) + ((double)(rows + depth) * samples)));

    /// <summary><c>[rows, samples] · [samples, columns]</c>.</summary>
    public static Work OfGram(int rows, int columns, int samples) => new(
        2.0 * rows * columns * samples,
        sizeof(float) * (((double)(rows + columns) * samples) + ((double)rows * columns)));

    /// <summary>
    /// A training step of a d → h → h → 1 network. The one output's own products, Adam and everything else that is not
    /// a product of matrices count for nothing: 3h² + 2dh multiply-adds a sample for FairReg, 9h² + 4dh for DRAlign.
    /// </summary>
    /// <param name="aligned">Whether it is DRAlign's.</param>
    /// <param name="inputs">d.</param>
    /// <param name="hidden">h.</param>
    /// <param name="samples">The samples of the batch.</param>
    public static Work OfStep(bool aligned, int inputs, int hidden, int samples)
    {
        var (product, first) = (OfProduct(hidden, hidden, samples), OfProduct(hidden, inputs, samples));
        var (gram, firstGram) = (OfGram(hidden, hidden, samples), OfGram(hidden, inputs, samples));
        var plain = first + product + product + gram + firstGram;

        // The subgroups' signals and gradients; the tangents, of two terms; the second terms of the backward pass and of the gradient.
        var alignment = product + gram + firstGram + (first + (2 * product)) + product + gram;
        return aligned ? plain + alignment : plain;
    }
}
