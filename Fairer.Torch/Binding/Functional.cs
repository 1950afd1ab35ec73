namespace TorchSharp;

public static partial class torch
{
    /// <summary>How an image is scaled.</summary>
    public enum InterpolationMode
    {
        Nearest = 0,
        Linear = 1,
        Bilinear = 2,
        Bicubic = 3,
        Trilinear = 4,
        Area = 5,
        NearestExact = 6,
    }

    /// <summary>Networks' layers, as functions.</summary>
    public static class nn
    {
        /// <summary>What becomes of the elements' losses.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>Layers and losses.</summary>
        public static class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Ops.Linear.Call(input, weights, bias);

            public static Tensor conv2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                long groups = 1) =>
                Ops.Conv2d.Call(input, weight, bias, Pair(strides, 1), Pair(padding, 0), Pair(dilation, 1), groups);

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Ops.Softplus.Call(x, beta, threshold);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Ops.Dropout_.Update(input, p, training) : Ops.Dropout.Call(input, p, training);

            public static Tensor max_pool2d(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long? padding = null,
                long? dilation = null,
                bool ceil_mode = false) => max_pool2d(
                    input,
                    [kernel_size],
                    stride is { } s ? [s] : null,
                    padding is { } p ? [p] : null,
                    dilation is { } d ? [d] : null,
                    ceil_mode);

            public static Tensor max_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                bool ceil_mode = false)
            {
                var kernel = Pair(kernel_size, 1);
                return Ops.MaxPool2d.Call(input, kernel, strides is null ? kernel : Pair(strides, 1), Pair(padding, 0), Pair(dilation, 1), ceil_mode);
            }

            public static Tensor avg_pool2d(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long padding = 0,
                bool ceil_mode = false,
                bool count_include_pad = true) =>
                avg_pool2d(input, [kernel_size], stride is { } s ? [s] : null, [padding], ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? stride = null,
                long[]? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true)
            {
                var kernel = Pair(kernel_size, 1);
                return Ops.AvgPool2d.Call(input, kernel, stride is null ? kernel : Pair(stride, 1), Pair(padding, 0), ceil_mode, count_include_pad);
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size]);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Ops.AdaptiveAvgPool2d.Call(input, Pair(output_size, 1));

            public static Tensor batch_norm(
                Tensor input,
                Tensor? running_mean,
                Tensor? running_var,
                Tensor? weight = null,
                Tensor? bias = null,
                bool training = false,
                double momentum = 0.1,
                double eps = 1e-05) =>
                Ops.BatchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            public static Tensor binary_cross_entropy_with_logits(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                Reduction reduction = Reduction.Mean,
                Tensor? pos_weights = null) => Ops.BinaryCrossEntropyWithLogits.Call(input, target, weight, pos_weights, (long)reduction);

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-08) =>
                Ops.CosineSimilarity.Call(x1, x2, dim, eps);

            /// <summary>Scales images; bilinear and nearest only.</summary>
            public static Tensor interpolate(
                Tensor x,
                long[]? size = null,
                double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null,
                bool recompute_scale_factor = false,
                bool antialias = false) => (mode, antialias, recompute_scale_factor) switch
                {
                    (InterpolationMode.Bilinear, false, false) =>
                        Ops.UpsampleBilinear2d.Call(x, Pair(size), align_corners ?? false, Pair(scale_factor)),
                    (InterpolationMode.Bilinear, true, false) =>
                        Ops.UpsampleBilinear2dSmooth.Call(x, Pair(size), align_corners ?? false, Pair(scale_factor)),
                    (InterpolationMode.Nearest, false, false) =>
                        Ops.UpsampleNearest2d.Call(x, Pair(size), Pair(scale_factor)),
                    _ => throw new NotSupportedException($"interpolate: {mode} with these options is not bound."),
                };

            /// <summary>Height and width, where one number may stand for both.</summary>
            private static long[] Pair(long[]? given, long standard) => Pair(given ?? [standard])!;

            private static T[]? Pair<T>(T[]? given) => given is [var both] ? [both, both] : given;
        }
    }
}
