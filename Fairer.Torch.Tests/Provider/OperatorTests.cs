using TorchSharp;
using static TorchSharp.torch;

namespace Fairer.Torch.Tests.Provider;

/// <summary>Every operator that the engine may use, on numbers known by hand.</summary>
public sealed class OperatorTests : TorchTest
{
    private static Tensor Matrix => tensor([1f, 2f, 3f, 4f, 5f, 6f], [2, 3]);

    [Fact]
    public void Tensors_hold_what_they_are_given()
    {
        Assert.Equal([2L, 3], Matrix.shape);
        Assert.Equal((2L, 6L, 3L), (Matrix.ndim, Matrix.numel(), Matrix.size(-1)));
        Assert.Equal(ScalarType.Float32, Matrix.dtype);
        Assert.Equal(DeviceType.CPU, Matrix.device_type);
        Assert.Equal("cpu", Matrix.device.ToString());
        Assert.Equal([1f, 2, 3, 4, 5, 6], Matrix.data<float>().ToArray());
        Assert.Equal(6f, Matrix.data<float>()[1, 2]);
        Assert.Equal(4f, Matrix.data<float>()[3]);

        Assert.Equal(ScalarType.Int64, tensor([1L, 2]).dtype);
        Assert.Equal(ScalarType.Int32, tensor([1, 2]).dtype);
        Assert.Equal(ScalarType.Byte, tensor(new byte[] { 255 }).dtype);
        Assert.Equal([true, false], tensor([true, false]).data<bool>().ToArray());
        Assert.Equal(ScalarType.Float64, tensor([1f, 2f], dtype: float64).dtype);
        Assert.Equal([2L, 2], tensor(new double[,] { { 1, 2 }, { 3, 4 } }).shape);
        Assert.Equal(0, tensor(3.0).ndim);
        Assert.Equal(3.0, tensor(3.0).item<double>());
        Assert.Equal([0L, 3], zeros([0, 3]).shape);
    }

    [Fact]
    public void Factories()
    {
        Equal([0, 0], zeros([2]));
        Equal([1, 1, 1, 1], ones(2, 2));
        Equal([7, 7], full([2], 7, dtype: float64));
        Equal([0, 1, 2], arange(3));
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Equal([1, 3, 5], arange(1, 7, 2, dtype: float32));
        Equal([1, 0, 0, 1], eye(2));
        Assert.Equal(ScalarType.Float64, zeros_like(Matrix, dtype: float64).dtype);
        Equal([1, 1, 1, 1, 1, 1], ones_like(Matrix));
        Assert.Equal([2L, 3], empty_like(Matrix).shape);
        Assert.True(ones([1], requires_grad: true).requires_grad);

        manual_seed(5);
        var first = Values(randn([4]));
        manual_seed(5);
        Assert.Equal(first, Values(randn([4])));
        Assert.All(Values(rand([100])), value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void Arithmetic()
    {
        var a = Doubles(1, 4, 9);
        var b = Doubles(2, 2, 3);
        Equal([3, 6, 12], a + b);
        Equal([-1, 2, 6], a - b);
        Equal([2, 8, 27], a * b);
        Equal([0.5, 2, 3], a / b);
        Equal([-1, -4, -9], -a);
        Equal([2, 5, 10], a + 1);
        Equal([0.5, 2, 4.5], a * 0.5);
        Equal([0, -3, -8], 1 - a);
        Equal([1, 0.25, 1 / 9.0], 1 / a);
        Equal([5, 8, 15], a.add(b, 2));
        Equal([1, 2, 3], a.div(b, RoundingMode.floor).add(Doubles(1, 0, 0)));
        Equal([1, 16, 729], a.pow(b));
        Equal([1, 16, 81], a.pow(2));
        Equal([1, 2, 3], a.sqrt());
        Equal([1, 0.5, 1 / 3.0], a.rsqrt());
        Equal([1, 16, 81], a.square());
        Equal([1, 0.25, 1 / 9.0], a.reciprocal());
        Equal([Math.E], Doubles(1).exp());
        Equal([0, Math.Log(4)], Doubles(1, 4).log());
        Equal([Math.Log(2)], Doubles(1).log1p());
        Equal([0.5, 1 / (1 + Math.Exp(-2))], Doubles(0, 2).sigmoid());
        Equal([Math.Tanh(0.3)], Doubles(0.3).tanh());
        Equal([0, 0, 2], Doubles(-1, 0, 2).relu());
        Equal([1, 0, 2], Doubles(-1, 0, 2).abs());
        Equal([-1, 0, 1], Doubles(-3, 0, 2).sign());
        Equal([0, 0.5, 1], Doubles(-1, 0.5, 2).clamp(0, 1));
        Equal([0, 0.5, 2], Doubles(-1, 0.5, 2).clamp(min: 0));
        Equal([0, 0.5, 2], Doubles(-1, 0.5, 2).clamp_min(0));
        Equal([2, 4, 9], a.maximum(b));
        Equal([1, 2, 3], a.minimum(b));
        Equal([3, 8, 15], addcmul(a, Doubles(1, 2, 2), Doubles(1, 1, 1.5), 2).add(Doubles(0, 0, 0)));
    }

    [Fact]
    public void Arithmetic_in_place()
    {
        var a = Doubles(1, 4, 9);
        var ones = Doubles(1, 1, 1);
        a.add_(ones);
        Equal([2, 5, 10], a);
        a.add_(ones, 2);
        Equal([4, 7, 12], a);
        a.sub_(ones);
        a.mul_(2);
        a.div_(Doubles(2, 2, 2));
        Equal([3, 6, 11], a);
        a.addcmul_(ones, ones, -2);
        Equal([1, 4, 9], a);
        a.sqrt_();
        Equal([1, 2, 3], a);
        a.addcdiv_(ones, Doubles(2, 2, 2), 4);
        Equal([3, 4, 5], a);
        a.clamp_(3.5, 4.5);
        Equal([3.5, 4, 4.5], a);
        a.neg_();
        a.masked_fill_(a.lt(-4.2), 0);
        Equal([-3.5, -4, 0], a);
        a.lerp_(Doubles(0, 0, 2), Doubles(0.5, 1, 0.5));
        Equal([-1.75, 0, 1], a);
        a.relu_();
        a.exp_();
        Equal([1, 1, Math.E], a);
        a.zero_();
        Equal([0, 0, 0], a);
        a.sigmoid_();
        Equal([0.5, 0.5, 0.5], a);
        a.copy_(Doubles(1, 2, 3));
        a.index_add_(0, tensor([2L, 2]), Doubles(10, 20), 1);
        Equal([1, 2, 33], a);
        a.index_copy_(0, tensor([0L]), Doubles(-1));
        Equal([-1, 2, 33], a);
        a.narrow(0, 1, 1).fill_(8);
        Equal([-1, 8, 33], a);
    }

    [Fact]
    public void Comparison_and_logic()
    {
        var a = Doubles(1, 2, 3);
        Equal([0, 1, 0], a.eq(2));
        Equal([1, 0, 1], a.ne(2));
        Equal([0, 0, 1], a.gt(2));
        Equal([0, 1, 1], a.ge(2));
        Equal([1, 0, 0], a.lt(Doubles(2, 2, 2)));
        Equal([1, 1, 0], a.le(2));
        Assert.Equal(ScalarType.Bool, a.eq(2).dtype);
        Equal([0, 0, 1], a.gt(1).logical_and(a.gt(2)));
        Equal([1, 0, 1], a.lt(2).logical_or(a.gt(2)));
        Equal([0, 1, 1], a.lt(2).logical_not());
        Equal([1, 0, 0], Doubles(1, double.NaN, double.PositiveInfinity).isfinite());
        Equal([0, 1, 0], Doubles(1, double.NaN, double.PositiveInfinity).isnan());
        Assert.False(a.gt(1).all().ToBoolean());
        Assert.True(a.gt(1).any().item<bool>());
        Equal([1, 0, 0], a.masked_fill(a.gt(1), 0));
        Equal([1, -2, -3], where(a.lt(2), a, -a));
        Assert.True(a.allclose(a + 1e-12));
    }

    [Fact]
    public void Reduction()
    {
        Equal([21], Matrix.sum());
        Equal([5, 7, 9], Matrix.sum([0]));
        Equal([6, 15], Matrix.sum([1], keepdim: true));
        Assert.Equal([2L, 1], Matrix.sum([1], keepdim: true).shape);
        Equal([21], Matrix.sum([0, 1], false, float64));
        Assert.Equal(ScalarType.Float64, Matrix.sum(float64).dtype);
        Equal([3.5], Matrix.mean());
        Equal([2, 5], Matrix.mean([1]));
        Equal([6], Matrix.max());
        Equal([1], Matrix.min());
        Equal([4, 5, 6], Matrix.amax([0]));
        Equal([1, 4], Matrix.amin([1], true));
        var (values, indexes) = Matrix.max(1);
        Equal([3, 6], values);
        Equal([2, 2], indexes);
        Equal([5], Matrix.argmax());
        Equal([5], Doubles(3, 4).norm());
        Equal([1], Doubles(1, 2, 3).std());
        Equal([Math.Sqrt(2 / 3.0)], Doubles(1, 2, 3).std(unbiased: false));
        Equal([1, 3, 6], Doubles(1, 2, 3).cumsum(0));
    }

    [Fact]
    public void Shaping()
    {
        Assert.Equal([3L, 2], Matrix.view(3, 2).shape);
        Assert.Equal([6L], Matrix.reshape(-1).shape);
        Assert.Equal([6L], Matrix.flatten().shape);
        Assert.Equal([1L, 2, 3], Matrix.unsqueeze(0).shape);
        Assert.Equal([2L, 3], Matrix.unsqueeze(0).squeeze(0).shape);
        Equal([1, 4, 2, 5, 3, 6], Matrix.t());
        Equal([1, 4, 2, 5, 3, 6], Matrix.transpose(0, 1));
        Equal([1, 4, 2, 5, 3, 6], Matrix.permute(1, 0).contiguous());
        Assert.False(Matrix.t().is_contiguous());
        Equal([1, 1, 2, 2], Doubles(1, 2).unsqueeze(1).expand(2, 2));
        Equal([2, 3, 5, 6], Matrix.narrow(1, 1, 2));
        Equal([4, 5, 6], Matrix.select(0, 1));
        Equal([2, 5], Matrix.slice(1, 1, 3, 2));
        Equal([4, 5, 6, 1, 2, 3], Matrix.index_select(0, tensor([1L, 0])));
        Equal([3, 4], Matrix.gather(1, tensor([2L, 0], [2, 1])));
        Equal([9, 2, 3, 4, 9, 6], Matrix.scatter(1, tensor([0L, 1], [2, 1]), full([2, 1], 9f)));
        Equal([4, 5, 6], Matrix.split(1)[1]);
        Equal([3, 6], Matrix.split([2, 1], 1)[1]);
        Equal([1, 4], Matrix.chunk(3, 1)[0]);
        Equal([4, 5, 6], Matrix.unbind()[1]);
        Equal([1, 2, 1, 2], Doubles(1, 2).repeat(2));
        Equal([3, 2, 1, 6, 5, 4], Matrix.flip(1));
        Equal([1, 2, 3, 4], cat([Doubles(1, 2), Doubles(3, 4)]));
        Assert.Equal([2L, 2], stack([Doubles(1, 2), Doubles(3, 4)], 1).shape);
        Equal([1, 3, 2, 4], stack([Doubles(1, 2), Doubles(3, 4)], 1));
    }

    [Fact]
    public void Linear_algebra()
    {
        var a = tensor([1.0, 2, 3, 4], [2, 2]);
        var b = tensor([5.0, 6, 7, 8], [2, 2]);
        double[] product = [19, 22, 43, 50];
        Equal(product, a.mm(b));
        Equal(product, matmul(a, b));
        Equal([.. product, .. product], stack([a, a]).bmm(stack([b, b])));
        Equal([24, 28, 50, 58], addmm(b, a, b, 1, 1));
        Equal(product, einsum("ij,jk->ik", a, b));
        Equal([11], Doubles(1, 2).dot(Doubles(3, 4)));
        Equal([3, 4, 6, 8], Doubles(1, 2).outer(Doubles(3, 4)));
    }

    [Fact]
    public void Layers_and_losses()
    {
        var image = arange(16, dtype: float64).view(1, 1, 4, 4);
        Equal([3, 7], nn.functional.linear(tensor([1.0, 1], [1, 2]), tensor([1.0, 2, 3, 4], [2, 2])));
        Equal([4, 8], nn.functional.linear(tensor([1.0, 1], [1, 2]), tensor([1.0, 2, 3, 4], [2, 2]), Doubles(1, 1)));

        var kernel = ones([1, 1, 2, 2], dtype: float64);
        Equal([10, 18, 42, 50], nn.functional.conv2d(image, kernel, strides: [2, 2]));
        Equal([11, 19, 43, 51], nn.functional.conv2d(image, kernel, Doubles(1), [2, 2], [0, 0], [1, 1]));
        Assert.Equal([1L, 1, 5, 5], nn.functional.conv2d(image, kernel, padding: [1, 1]).shape);
        Equal([5, 7, 13, 15], nn.functional.max_pool2d(image, 2));
        Equal([5, 7, 13, 15], nn.functional.max_pool2d(image, [2, 2], [2, 2]));
        Equal([2.5, 4.5, 10.5, 12.5], nn.functional.avg_pool2d(image, 2));
        Equal([2.5, 4.5, 10.5, 12.5], nn.functional.adaptive_avg_pool2d(image, [2, 2]));
        Equal([7.5], nn.functional.adaptive_avg_pool2d(image, 1));
        Equal([2.5, 4.5, 10.5, 12.5], nn.functional.interpolate(image, [2, 2], mode: InterpolationMode.Bilinear, align_corners: false));
        Equal([0, 2, 8, 10], nn.functional.interpolate(image, [2, 2]));

        var mean = Doubles(0);
        var variance = Doubles(1);
        var normalised = nn.functional.batch_norm(Doubles(1, 3).view(2, 1), mean, variance, training: true, momentum: 0.5, eps: 0);
        Equal([-1, 1], normalised);
        Equal([1], mean);
        Equal([1.5], variance);
        Equal([(5 - 1) / Math.Sqrt(1.5)], nn.functional.batch_norm(tensor([5.0], [1, 1]), mean, variance, eps: 0));

        Equal([1, 2], nn.functional.dropout(Doubles(1, 2), 0.5, false));
        manual_seed(1);
        Assert.All(Values(nn.functional.dropout(ones([50]), 0.5)), value => Assert.True(value is 0 or 2));

        var logits = Doubles(0, 2);
        var losses = new[] { Math.Log(2), Math.Log(1 + Math.Exp(2)) };
        Equal([losses.Average()], nn.functional.binary_cross_entropy_with_logits(logits, Doubles(1, 0)));
        Equal(losses, nn.functional.binary_cross_entropy_with_logits(logits, Doubles(1, 0), reduction: nn.Reduction.None));
        Equal([Math.Log(2)], nn.functional.softplus(Doubles(0)));
        Equal([24.0 / 25], nn.functional.cosine_similarity(tensor([3.0, 4], [1, 2]), tensor([4.0, 3], [1, 2])));
        Equal([0, 1], nn.functional.relu(Doubles(-1, 1)));
    }

    [Fact]
    public void Conversion()
    {
        Equal([1, 2], Doubles(1.5, 2.5).to(int64));
        Assert.Equal(ScalarType.Int64, Doubles(1.5).to(int64).dtype);
        Assert.Equal(ScalarType.Float32, Doubles(1.5).to(float32, CPU).dtype);
        var original = Doubles(1, 2);
        Equal([1, 2], original.to(CPU).cpu());
        original.clone().fill_(0);
        Equal([1, 2], original);
        original.detach().fill_(3);
        Equal([3, 3], original);

        Assert.Equal(1.5f, tensor(1.5).ToSingle());
        Assert.Equal(3.0, tensor([3]).ToDouble());
        Assert.Throws<ArgumentException>(() => tensor([1f]).data<double>());
        Assert.Throws<ArgumentException>(() => tensor([1f, 2f]).item<float>());

        var floats = tensor([1f, 2f]);
        BitConverter.TryWriteBytes(floats.bytes, 5f);
        Equal([5, 2], floats);
        floats.bytes = new byte[8];
        Equal([0, 0], floats);
        var transposed = Matrix.t().data<float>();
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], transposed.AsEnumerable());
        Assert.Equal(2f, transposed[1, 0]);
        var partial = new float[3];
        Matrix.data<float>().CopyTo(partial);
        Assert.Equal([1f, 2, 3], partial);
    }

    [Fact]
    public void Devices()
    {
        Assert.Equal(DeviceType.CPU, device("cpu").type);
        var gpu = new Device("cuda:1");
        Assert.Equal((DeviceType.CUDA, 1, "cuda:1"), (gpu.type, gpu.index, gpu.ToString()));
        Assert.Equal(cuda.is_available(), cuda.device_count() > 0);
        if (cuda.is_available())
        {
            var there = Matrix.to(device("cuda:0"));
            Assert.Equal("cuda:0", there.device.ToString());
            Assert.True(there.is_cuda);
            Equal([5, 7, 9], there.sum([0]));
            cuda.synchronize();
        }
    }

    [Fact]
    public void Threads()
    {
        var before = get_num_threads();
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        set_num_threads(before);
        Assert.Equal(before, get_num_threads());
    }
}
