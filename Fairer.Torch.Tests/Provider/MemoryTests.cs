using System.Diagnostics;
using static TorchSharp.torch;

namespace Fairer.Torch.Tests.Provider;

/// <summary>Tensors end when their scope does, and training leaves nothing behind.</summary>
public sealed class MemoryTests(ITestOutputHelper output) : TorchTest
{
    [Fact]
    public void A_scope_takes_its_tensors_with_it()
    {
        Collect();
        var before = Tensor.TotalCount;
        Tensor inner, outer, free;
        using (NewDisposeScope())
        {
            using (var scope = NewDisposeScope())
            {
                inner = ones([3]) + 1;
                outer = (inner * 2).MoveToOuterDisposeScope();
                free = zeros([1]).DetachFromDisposeScope();
                Assert.Equal(before + 4, Tensor.TotalCount);
                Assert.Equal(2, scope.DisposablesCount);
            }

            Assert.True(inner.IsInvalid);
            Assert.False(outer.IsInvalid);
            Equal([4, 4, 4], outer);
        }

        Assert.True(outer.IsInvalid);
        Assert.False(free.IsInvalid);
        free.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_tensor_that_leaves_early_leaves_its_scope()
    {
        using var scope = NewDisposeScope();
        var tensors = Enumerable.Range(0, 5).Select(i => full([1], i)).ToArray();
        tensors[1].Dispose();
        tensors[4].Dispose();
        Assert.Equal(3, scope.DisposablesCount);
        scope.DisposeEverythingBut(tensors[2]);
        Assert.Equal([true, true, false, true, true], tensors.Select(tensor => tensor.IsInvalid));
        Assert.Equal(2, tensors[2].item<long>());
    }

    [Fact]
    public void Scopes_are_the_threads_own()
    {
        using var scope = NewDisposeScope();
        var elsewhere = Elsewhere(() => ones([1]));
        Assert.Equal(0, scope.DisposablesCount);
        elsewhere.Dispose();
    }

    [Fact]
    public void The_collector_frees_what_nobody_holds()
    {
        Collect();
        var before = Tensor.TotalCount;
        Elsewhere(Drop);
        for (var i = 0; i < 20 && Tensor.TotalCount > before; i++)
        {
            Collect();
        }

        Assert.Equal(before, Tensor.TotalCount);

        static int Drop()
        {
            for (var i = 0; i < 100; i++)
            {
                ones([10]);
            }

            return 0;
        }
    }

    /// <summary>Thousands of steps with a second derivative in each: neither tensors nor memory pile up.</summary>
    [Fact]
    public void Training_leaves_nothing_behind()
    {
        manual_seed(3);
        var input = randn([64, 20]);
        var target = randn([64]).gt(0).to(float32);
        Tensor[] weights = [randn([32, 20]).mul(0.2), randn([1, 32]).mul(0.2)];
        weights = [.. weights.Select(weight => weight.detach().requires_grad_())];

        void Step()
        {
            using var scope = NewDisposeScope();
            var logits = nn.functional.linear(nn.functional.linear(input, weights[0]).tanh(), weights[1]).squeeze(1);
            var loss = nn.functional.binary_cross_entropy_with_logits(logits, target);
            var gradients = autograd.grad([loss], weights, retain_graph: true, create_graph: true);
            var penalty = gradients.Select(gradient => gradient.square().sum()).Aggregate((a, b) => a + b);
            var total = autograd.grad([loss + penalty * 0.1], weights);
            using (no_grad())
            {
                for (var i = 0; i < weights.Length; i++)
                {
                    weights[i].add_(total[i], -0.1);
                }
            }
        }

        void Train(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                Step();
            }

            Collect();
        }

        Train(1000);
        var tensors = Tensor.TotalCount;
        var memory = Memory();
        var watch = Stopwatch.StartNew();
        Train(3000);
        output.WriteLine($"{watch.Elapsed.TotalMicroseconds / 3000:F0} µs a step; {(Memory() - memory) / 1024} KiB more");
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(Memory() - memory, long.MinValue, 32 << 20);
    }

    /// <summary>What one call costs over its arithmetic: a figure to look at, with a bound that only a mistake passes.</summary>
    [Fact]
    public void A_call_is_cheap()
    {
        var a = ones([1]);
        var b = ones([1]);
        using var mode = no_grad();

        double Measure(Action action)
        {
            const int Calls = 20_000;
            var best = double.MaxValue;
            for (var round = 0; round < 5; round++)
            {
                var watch = Stopwatch.StartNew();
                for (var i = 0; i < Calls; i++)
                {
                    action();
                }

                best = Math.Min(best, watch.Elapsed.TotalMicroseconds / Calls);
            }

            return best;
        }

        var add = Measure(() => (a + b).Dispose());
        var inPlace = Measure(() => a.add_(b));
        var view = Measure(() => a.view(1, 1).Dispose());
        var shape = Measure(() => a.numel());
        output.WriteLine($"add {add:F2} µs, add in place {inPlace:F2} µs, view {view:F2} µs, numel {shape:F3} µs");
        output.WriteLine(TorchProvider.Version);
        Assert.InRange(add, 0, 50);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static long Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
