namespace TorchSharp;

public static unsafe partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>Whether this thread records what is computed.</summary>
    public static bool is_grad_enabled() => Loaded(Native.GradEnabled) != 0;

    /// <summary>Seeds the CPU's generator and every GPU's. It answers nothing, where TorchSharp answers the generator.</summary>
    public static void manual_seed(long seed) => Loaded(() => Native.ManualSeed(seed));

    /// <summary>How many threads work on one operator.</summary>
    public static int get_num_threads() => Loaded(Native.Threads);

    public static void set_num_threads(int num) => Loaded(() => Native.SetThreads(num));

    public sealed unsafe partial class Tensor
    {
        public bool requires_grad
        {
            get => Info.RequiresGrad != 0;
            set
            {
                var answer = Native.SetRequiresGrad(Handle, value ? 1 : 0);
                GC.KeepAlive(this);
                Native.Check(answer);
            }
        }

        /// <summary>The accumulated gradient; null where there is none.</summary>
        public Tensor? grad
        {
            get
            {
                nint gradient;
                var answer = Native.GradOf(Handle, &gradient);
                GC.KeepAlive(this);
                Native.Check(answer);
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set
            {
                var answer = Native.SetGradOf(Handle, value?.Handle ?? 0);
                GC.KeepAlive(this);
                GC.KeepAlive(value);
                Native.Check(answer);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public void retain_grad()
        {
            var answer = Native.RetainGrad(Handle);
            GC.KeepAlive(this);
            Native.Check(answer);
        }

        public void backward() => autograd.backward(this);

        internal Tensor Required()
        {
            requires_grad = true;
            return this;
        }
    }

    /// <summary>Derivatives.</summary>
    public static class autograd
    {
        /// <summary>
        /// The gradients of the outputs' sum with respect to the inputs. The gradient of an unused input is a tensor that
        /// <see cref="Tensor.IsInvalid"/>, as in TorchSharp. There too <paramref name="create_graph"/> alone does not keep
        /// the graph: for a second derivative say <paramref name="retain_graph"/> as well.
        /// </summary>
        public static IList<Tensor> grad(
            IList<Tensor> outputs,
            IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null,
            bool retain_graph = false,
            bool create_graph = false,
            bool allow_unused = false)
        {
            var results = new nint[inputs.Count];
            int answer;
            fixed (nint* from = Handles(outputs), to = Handles(inputs), seeds = Handles(grad_outputs), gradients = results)
            {
                answer = Native.Grad(
                    from,
                    outputs.Count,
                    to,
                    inputs.Count,
                    seeds,
                    grad_outputs?.Count ?? 0,
                    retain_graph ? 1 : 0,
                    create_graph ? 1 : 0,
                    allow_unused ? 1 : 0,
                    gradients);
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            Native.Check(answer);
            return System.Array.ConvertAll(results, handle => new Tensor(handle));
        }

        /// <summary>Adds the gradients of the outputs' sum to the leaves' <see cref="Tensor.grad"/>.</summary>
        public static void backward(
            IList<Tensor> tensors,
            IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null,
            bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            int answer;
            fixed (nint* from = Handles(tensors), seeds = Handles(grad_tensors), to = Handles(inputs))
            {
                answer = Native.Backward(
                    from,
                    tensors.Count,
                    seeds,
                    grad_tensors?.Count ?? 0,
                    to,
                    inputs?.Count ?? 0,
                    retain_graph ?? create_graph ? 1 : 0,
                    create_graph ? 1 : 0);
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
            Native.Check(answer);
        }

        public static void backward(
            Tensor tensor,
            IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null,
            bool create_graph = false,
            IList<Tensor>? inputs = null) => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        private static nint[]? Handles(IList<Tensor>? tensors)
        {
            if (tensors is null)
            {
                return null;
            }

            var handles = new nint[tensors.Count];
            for (var i = 0; i < handles.Length; i++)
            {
                handles[i] = tensors[i] is { } tensor ? tensor.Handle : 0;
            }

            return handles;
        }
    }

    /// <summary>Sets the thread's mode until it is disposed of.</summary>
    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();

        internal GradMode(bool enabled) => Native.SetGradEnabled(enabled ? 1 : 0);

        public void Dispose() => Native.SetGradEnabled(_before ? 1 : 0);
    }
}
