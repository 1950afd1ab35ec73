using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Fairer.Torch.Tests.Provider;

/// <summary>First and second derivatives, modes and mistakes.</summary>
public sealed class AutogradTests : TorchTest
{
    [Fact]
    public void The_gradient_of_a_cube_and_of_its_gradient()
    {
        var x = tensor([2.0, 3.0], requires_grad: true);
        var first = autograd.grad([x.pow(3).sum()], [x], retain_graph: true, create_graph: true)[0];
        Equal([12, 27], first);
        var second = autograd.grad([first], [x], [Doubles(1, 10)])[0];
        Equal([12, 180], second);
    }

    [Fact]
    public void An_unused_input_has_an_invalid_gradient()
    {
        var x = tensor([2.0], requires_grad: true);
        var unused = tensor([1.0], requires_grad: true);
        var gradients = autograd.grad([x * x], [x, unused], allow_unused: true);
        Equal([4], gradients[0]);
        Assert.True(gradients[1].IsInvalid);
    }

    [Fact]
    public void Backward_fills_the_leaves()
    {
        var x = tensor([2.0, 5.0], requires_grad: true);
        Assert.True(x.is_leaf);
        (x * x).sum().backward();
        Equal([4, 10], x.grad!);
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Modes_are_the_threads_own()
    {
        var x = tensor([2.0], requires_grad: true);
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
            {
                Assert.True((x * 2).requires_grad);
            }

            Assert.True(Elsewhere(is_grad_enabled));
            Assert.False(is_grad_enabled());
        }

        Assert.True(is_grad_enabled());
        Assert.False(x.detach().requires_grad);
        Assert.True(zeros([1]).requires_grad_().requires_grad);
    }

    public static TheoryData<string> Layers => ["linear", "conv2d", "bmm", "batch_norm", "max_pool2d", "cosine"];

    /// <summary>
    /// The gradient of |gradient|² with respect to the weights, as the rationale term needs it, against differences of
    /// the first gradient.
    /// </summary>
    [Theory]
    [MemberData(nameof(Layers))]
    public void Gradients_of_gradients_are_those_of_differences(string layer)
    {
        manual_seed(7);
        var (input, start) = layer switch
        {
            "linear" => (randn([4, 3], dtype: float64), randn([2, 3], dtype: float64)),
            "bmm" => (randn([2, 3, 4], dtype: float64), randn([2, 4, 2], dtype: float64)),
            "batch_norm" => (randn([5, 3], dtype: float64), randn([3], dtype: float64)),
            "cosine" => (randn([2, 3], dtype: float64), randn([2, 3], dtype: float64)),
            _ => (randn([2, 2, 5, 5], dtype: float64), randn([3, 2, 3, 3], dtype: float64)),
        };

        Tensor Loss(Tensor weight) => (layer switch
        {
            "linear" => nn.functional.linear(input, weight),
            "bmm" => input.bmm(weight),
            "batch_norm" => nn.functional.batch_norm(input * weight, zeros([3], dtype: float64), ones([3], dtype: float64), training: true),
            "cosine" => nn.functional.cosine_similarity(input, weight, 1),
            "max_pool2d" => nn.functional.max_pool2d(nn.functional.conv2d(input, weight), 3),
            _ => nn.functional.conv2d(input, weight, padding: [1, 1]),
        }).sigmoid().square().sum();

        Tensor Measure(Tensor weight, bool create) =>
            autograd.grad([Loss(weight)], [weight], retain_graph: create, create_graph: create)[0].square().sum();

        var variable = start.detach().clone().requires_grad_();
        var measured = autograd.grad([Measure(variable, true)], [variable])[0];
        var expected = Differences(at => Measure(at.requires_grad_(), false).item<double>(), start);
        Equal(expected, measured, 1e-6);
    }

    [Fact]
    public void Mistakes_tell_what_libtorch_says()
    {
        var e = Assert.Throws<ExternalException>(() => zeros([2, 3]).mm(zeros([2, 3])));
        Assert.Contains("shapes cannot be multiplied", e.Message, StringComparison.Ordinal);

        e = Assert.Throws<ExternalException>(() => zeros([2]).view(3));
        Assert.Contains("invalid for input of size", e.Message, StringComparison.Ordinal);

        e = Assert.Throws<ExternalException>(() => zeros([1], requires_grad: true).fill_(1));
        Assert.Contains("leaf Variable", e.Message, StringComparison.Ordinal);

        // Far more than any machine has.
        e = Assert.Throws<ExternalException>(() => zeros([1L << 50]));
        Assert.Contains("memory", e.Message, StringComparison.OrdinalIgnoreCase);

        var disposed = zeros([1]);
        disposed.Dispose();
        Assert.True(disposed.IsInvalid);
        Assert.Throws<InvalidOperationException>(disposed.exp);

        // And the thread goes on as if nothing had been.
        Equal([2], Doubles(1) + 1);
    }
}
