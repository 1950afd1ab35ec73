using static TorchSharp.torch;

namespace Fairer.Torch;

/// <summary>Adam (Kingma and Ba 2015) with PyTorch's defaults, β₁ = 0.9, β₂ = 0.999, ε = 1e-8, on one tensor in place.</summary>
internal sealed class TorchAdam : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly Tensor _parameters;
    private readonly double _learningRate;

    /// <param name="parameters">What is moved.</param>
    /// <param name="learningRate">The learning rate.</param>
    public TorchAdam(Tensor parameters, double learningRate)
    {
        (_parameters, _learningRate) = (parameters, learningRate);
        using var scope = NewDisposeScope();
        Means = zeros_like(parameters).DetachFromDisposeScope();
        Squares = zeros_like(parameters).DetachFromDisposeScope();
    }

    /// <summary>The steps taken so far.</summary>
    public long Steps { get; set; }

    /// <summary>The running means of the gradient.</summary>
    public Tensor Means { get; }

    /// <summary>The running means of its square.</summary>
    public Tensor Squares { get; }

    /// <summary>Moves the parameters one step against the gradient.</summary>
    public void Step(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        Steps++;

        // m̂/(√v̂ + ε) with both corrections in the factor, so that a parameter is passed over seven times and not nine.
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        Means.mul_(Beta1).add_(gradient, 1 - Beta1);
        Squares.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var divisor = Squares.sqrt().add_(Epsilon * correction);
        _parameters.addcdiv_(Means, divisor, -_learningRate * correction / (1 - Math.Pow(Beta1, Steps)));
    }

    public void Dispose()
    {
        Means.Dispose();
        Squares.Dispose();
    }
}
