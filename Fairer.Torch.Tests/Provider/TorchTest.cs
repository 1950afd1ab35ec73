using TorchSharp;
using static TorchSharp.torch;

namespace Fairer.Torch.Tests.Provider;

/// <summary>
/// What every test of torch starts with: it is skipped, with the reason, where torch is not there, and its tensors end
/// with it. The classes share one collection: some count tensors, some measure memory.
/// </summary>
[Collection("torch")]
public abstract class TorchTest : IDisposable
{
    private readonly DisposeScope? _scope;

    protected TorchTest()
    {
        var problem = TorchProvider.Load();
        Assert.SkipUnless(problem is null, problem ?? "");
        _scope = NewDisposeScope();
    }

    public void Dispose()
    {
        _scope?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The values in order, in double precision.</summary>
    protected static double[] Values(Tensor tensor) => tensor.detach().cpu().to(float64).data<double>().ToArray();

    protected static void Equal(double[] expected, Tensor actual, double tolerance = 1e-6)
    {
        var values = Values(actual);
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - values[i]) <= tolerance,
                $"[{string.Join(", ", values)}] where [{string.Join(", ", expected)}] was expected");
        }
    }

    protected static Tensor Doubles(params double[] values) => tensor(values);

    /// <summary>What a function answers on a thread of its own.</summary>
    protected static T Elsewhere<T>(Func<T> function)
    {
        T? answer = default;
        var thread = new Thread(() => answer = function());
        thread.Start();
        thread.Join();
        return answer!;
    }

    /// <summary>The central difference of a function, for every entry of its argument.</summary>
    protected static double[] Differences(Func<Tensor, double> function, Tensor at, double step = 1e-5)
    {
        var values = Values(at);
        var shape = at.shape;
        return [.. values.Select((_, i) => (Shifted(i, step) - Shifted(i, -step)) / (2 * step))];

        double Shifted(int i, double by)
        {
            using var scope = NewDisposeScope();
            var moved = (double[])values.Clone();
            moved[i] += by;
            return function(tensor(moved, shape));
        }
    }
}
