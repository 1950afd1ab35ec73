using Fairer.Core.Training.Managed;
using Fairer.Figures;

namespace Fairer.Benchmarks.Peak;

/// <summary>What a core can do, and which share of it training reaches.</summary>
internal sealed class PeakPart : IBenchPart
{
    private const int Samples = 1000;

    private static readonly int[] SquareSizes = [1000, 2000];

    /// <inheritdoc/>
    public string Name => "peak";

    /// <inheritdoc/>
    public string Title => "Share of the peak, one core";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation)
    {
        var seconds = context.Quick ? 0.1 : 0.4;
        var data = await context.SplitAsync(seed: 0, cancellation).ConfigureAwait(false);
        var engine = new ManagedEngine();
        using var kernels = new Kernels();
        var (registers, ours, theirs) = (0.0, 0.0, (double?)null);
        var steps = StepKind.All.ToDictionary(step => step, _ => double.MaxValue);

        context.Progress.Say("the first steps of each kind, which the just-in-time compiler makes slow");
        foreach (var step in steps.Keys)
        {
            StepTimer.Measure(engine, StepTimer.Run(context.Census, step), data, seconds: 1, cancellation);
        }

        // In turns, so that the machine's moods come over all of them.
        for (var round = 1; round <= context.Rounds; round++)
        {
            context.Progress.Say($"registers and matrix products, round {round} of {context.Rounds}");
            registers = Math.Max(registers, FmaProbe.Measure(seconds));
            ours = Math.Max(ours, kernels.Measure(seconds));
            if (context.Torch is { } torch)
            {
                theirs = Math.Max(theirs ?? 0, await torch.MatrixProductRateAsync(SquareSizes, cancellation).ConfigureAwait(false));
            }

            foreach (var step in steps.Keys)
            {
                context.Progress.Say($"steps of {step}, round {round} of {context.Rounds}");
                var run = StepTimer.Run(context.Census, step);
                steps[step] = Math.Min(steps[step], StepTimer.Measure(engine, run, data, 5 * seconds, cancellation).Best);
            }
        }

        var peak = Math.Max(ours, theirs ?? 0);
        if (context.Out is { } folder)
        {
            context.Progress.Say("the levels of the memory");
            Draw(folder, new Roofline
            {
                Title = "Roofline of one core, float32",
                Peaks = [new("multiply-adds on registers", registers), new(theirs > ours ? "matrix product, OpenBLAS" : "matrix product", peak)],
                Slopes = [.. MemoryProbe.Measure(seconds).Select(level => new RooflineSlope(level.Name, level.Rate))],
                Points =
                [
                    .. steps.Select(step => Point(step.Key, WorkOf(step.Key, data.Train.Width), step.Value)),
                    .. kernels.Timed.Select(kernel => new RooflinePoint(kernel.Name, RooflineKind.Kernel, kernel.Work.Intensity, Gigaflops(kernel.Work, kernel.Seconds))),
                ],
            });
        }

        var product = new BenchRow
        {
            What = "matrix product, the best of our kernels",
            Value = ours,
            Unit = "GFLOP/s",
            How = "Matrix product: the faster of our two kernels on the shape of training that suits it best; beside it PyTorch's mm on one thread, 1000 × 1000 and 2000 × 2000. The greater of the two is the peak that shares are of.",
        };
        return
        [
            new BenchRow { What = "multiply-adds on registers", Value = registers, Unit = "GFLOP/s", How = "Registers: twelve independent float32 multiply-adds of the widest vectors in a loop, nothing read or written." },
            theirs is { } rate ? product.BesideRate(rate, "PyTorch's mm") : product,
            .. steps.Select(step => Share(step.Key, WorkOf(step.Key, data.Train.Width), step.Value, peak)),
        ];
    }

    private static Work WorkOf(StepKind step, int inputs) => Work.OfStep(step.IsAligned, inputs, step.Hidden, Samples);

    private static double Gigaflops(Work work, double seconds) => 1e-9 * work.Flops / seconds;

    private static RooflinePoint Point(StepKind step, Work work, double seconds) => new(
        step.ToString(), step.IsAligned ? RooflineKind.DRAlign : RooflineKind.FairReg, work.Intensity, Gigaflops(work, seconds));

    private static BenchRow Share(StepKind step, Work work, double seconds, double peak) => new()
    {
        What = FormattableString.Invariant($"{step}, a step of {1e3 * seconds:0.000} ms"),
        Value = 100 * Gigaflops(work, seconds) / peak,
        Unit = "%",
        Goal = (step.Method, step.Hidden) switch
        {
            ("dralign", 200) => Goal.ValueAtLeast(65, aim: 80),
            ("dralign", 50) => Goal.ValueAtLeast(45, aim: 60),
            _ => null,
        },
        How = "Share: multiply-adds of a step on 1,000 samples, 9h² + 4dh for DRAlign and 3h² + 2dh for FairReg, two operations each, over the step's time (loss and gradient, Adam; the best window of 20 ms, batches made before) and the peak. Inputs that are coded take fewer operations than are counted: more than 100 % is possible.",
    };

    private static void Draw(string folder, Roofline roofline)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "roofline.svg"), Picture.Svg(roofline));
    }

    /// <summary>Our kernels at the shapes of training, each with the best of its times.</summary>
    private sealed class Kernels : IDisposable
    {
        private readonly (string Name, KernelCall Call)[] _calls =
        [
            .. StepKind.Widths.Select(h => ($"product {h}×{h}", (KernelCall)new ProductCall(h, h, KernelCall.Panels))),
            .. StepKind.Widths.Select(h => ($"gram {h}×{h}", (KernelCall)new GramCall(h, h, KernelCall.Panels))),
        ];

        private readonly double[] _seconds;

        public Kernels() => _seconds = [.. _calls.Select(_ => double.MaxValue)];

        public IEnumerable<(string Name, Work Work, double Seconds)> Timed =>
            _calls.Zip(_seconds, (entry, seconds) => (entry.Name, entry.Call.Work, seconds));

        /// <summary>Times them all once more.</summary>
        /// <returns>The best rate so far, in GFLOP/s.</returns>
        public double Measure(double seconds)
        {
            for (var k = 0; k < _calls.Length; k++)
            {
                _seconds[k] = Math.Min(_seconds[k], Rate.BestSeconds(_calls[k].Call.Run, seconds));
            }

            return Timed.Max(kernel => Gigaflops(kernel.Work, kernel.Seconds));
        }

        public void Dispose() => Array.ForEach(_calls, entry => entry.Call.Dispose());
    }
}
