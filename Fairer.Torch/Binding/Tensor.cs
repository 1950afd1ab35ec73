using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Utils;

namespace TorchSharp;

/// <summary>
/// libtorch with TorchSharp's names, as far as this project needs them: <c>using static TorchSharp.torch;</c>.
/// </summary>
public static partial class torch
{
    public const ScalarType uint8 = ScalarType.Byte;
    public const ScalarType int8 = ScalarType.Int8;
    public const ScalarType int16 = ScalarType.Int16;
    public const ScalarType int32 = ScalarType.Int32;
    public const ScalarType int64 = ScalarType.Int64;
    public const ScalarType float16 = ScalarType.Float16;
    public const ScalarType bfloat16 = ScalarType.BFloat16;
    public const ScalarType float32 = ScalarType.Float32;
    public const ScalarType float64 = ScalarType.Float64;
    public const ScalarType @bool = ScalarType.Bool;

    /// <summary>The type of a tensor's values; libtorch's numbers.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        Bool = 11,
        BFloat16 = 15,
    }

    public static string __version__ => Marshal.PtrToStringUTF8(LoadedVersion())!;

    private static unsafe nint LoadedVersion() =>
        Native.Load() is { } problem ? throw new DllNotFoundException(problem) : (nint)Native.Version();

    /// <summary>
    /// A tensor: one reference to libtorch's own, given back by <see cref="Dispose()"/>, by the scope it was made in, or
    /// by the garbage collector. An in-place method answers the tensor itself. (TorchSharp before 0.106 answers a second
    /// reference there: use no in-place method's answer, and both do the same.)
    /// </summary>
    public sealed unsafe partial class Tensor : IDisposable
    {
        private static long _count;

        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            if (handle == 0)
            {
                GC.SuppressFinalize(this);
                return;
            }

            Interlocked.Increment(ref _count);
            DisposeScope.Register(this);
        }

        ~Tensor() => Release();

        /// <summary>How many tensors live in this program.</summary>
        public static long TotalCount => Volatile.Read(ref _count);

        public nint Handle =>
            _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        /// <summary>Whether there is no tensor behind it: disposed of, or the gradient of something unused.</summary>
        public bool IsInvalid => _handle == 0;

        public long ndim => Info.Dim;

        public long[] shape => new Span<long>(Info.Sizes, (int)Info.Dim).ToArray();

        public ScalarType dtype => (ScalarType)Info.Type;

        public DeviceType device_type => (DeviceType)Info.DeviceType;

        public int device_index => Info.DeviceIndex;

        public Device device => new(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_leaf => Info.Leaf != 0;

        /// <summary>The memory of a contiguous tensor on the CPU. It is the tensor's own: keep the tensor alive.</summary>
        public Span<byte> bytes
        {
            get
            {
                var length = checked((int)(numel() * element_size()));
                return device_type != DeviceType.CPU
                    ? throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.")
                    : !is_contiguous() ? throw new InvalidOperationException("Bytes() called on non-contiguous tensor.")
                    : new Span<byte>(DataPointer, length);
            }

            set
            {
                var own = bytes;
                if (own.Length != value.Length)
                {
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                }

                value.CopyTo(own);
            }
        }

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Where the tensor is in its scope's list.</summary>
        internal int Place { get; set; }

        internal void* DataPointer
        {
            get
            {
                var pointer = Native.Data(Handle);
                GC.KeepAlive(this);
                if (pointer == null && numel() > 0)
                {
                    Native.Throw();
                }

                return pointer;
            }
        }

        internal Native.TensorInfo Info
        {
            get
            {
                Native.TensorInfo info;
                var answer = Native.Info(Handle, &info);
                GC.KeepAlive(this);
                Native.Check(answer);
                return info;
            }
        }

        public Tensor this[long i1] => select(0, i1);

        public Tensor this[long i1, long i2]
        {
            get
            {
                using var row = select(0, i1);
                return row.select(0, i2);
            }
        }

        public long dim() => ndim;

        public long numel() => Info.Count;

        public long[] size() => shape;

        public long size(int dim) => shape[dim < 0 ? dim + (int)ndim : dim];

        public long[] stride() => new Span<long>(Info.Strides, (int)Info.Dim).ToArray();

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];

        public long element_size() => dtype switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            _ => 8,
        };

        public bool is_contiguous() => Info.Contiguous != 0;

        public Tensor contiguous() => Ops.Contiguous.Call(this);

        public Tensor clone() => Ops.Clone.Call(this);

        public Tensor detach() => Ops.Detach.Call(this);

        public Tensor alias() => Ops.Alias.Call(this);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(Ops.ToOptions.Call(this, default, default, device, default, non_blocking, copy), disposeAfter);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(Ops.ToOptions.Call(this, type, default, default, default, non_blocking, copy), disposeAfter);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(Ops.ToOptions.Call(this, type, default, device, default, non_blocking, copy), disposeAfter);

        public Tensor to(Tensor other, bool non_blocking = false) =>
            Ops.ToOptions.Call(this, other.dtype, default, other.device, default, non_blocking, false);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, copy, disposeAfter, non_blocking);

        public Tensor type(ScalarType dtype) => to(dtype);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Ops.Copy_.Update(this, source, nonBlocking);

        public Tensor set_(Tensor source) => Ops.Set_.Update(this, source);

        public Tensor fill_(Scalar value) => Ops.Fill_.Update(this, value);

        /// <summary>TorchSharp's own resizes too, which a tensor that requires a gradient refuses: there, <c>fill_(0)</c>.</summary>
        public Tensor zero_() => Ops.Zero_.Update(this);

        /// <summary>The values; of a tensor on another device, a copy of them.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            CheckType<T>(dtype);
            return new(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>()
            where T : unmanaged => numel() == 1
                ? data<T>()[0]
                : throw new ArgumentException("Number of elements in the tensor must be 1");

        public override bool Equals(object? obj) => obj is Tensor tensor && Equals(tensor);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        /// <summary>Whether shape and values are the same.</summary>
        public bool Equals(Tensor target) => Ops.Equal.CallScalar(this, target).ToBoolean();

        public override string ToString() => _handle == 0
            ? "[disposed]"
            : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        /// <summary>Hands the tensor to the scope around the one it was made in; without one, to nobody.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of all scopes.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public void Dispose()
        {
            OwningDisposeScope?.Remove(this);
            Release();
            GC.SuppressFinalize(this);
        }

        internal static void CheckType<T>(ScalarType type)
            where T : unmanaged
        {
            if (TypeOf<T>() != type)
            {
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {type}");
            }
        }

        private Tensor Moved(Tensor result, bool disposeAfter)
        {
            if (disposeAfter)
            {
                Dispose();
            }

            return result;
        }

        private void Release()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
            {
                Interlocked.Decrement(ref _count);
                Native.Release(handle);
            }
        }
    }

    /// <summary>The type that libtorch has for a .NET one.</summary>
    internal static ScalarType TypeOf<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(double) ? ScalarType.Float64
        : typeof(T) == typeof(long) ? ScalarType.Int64
        : typeof(T) == typeof(int) ? ScalarType.Int32
        : typeof(T) == typeof(short) ? ScalarType.Int16
        : typeof(T) == typeof(sbyte) ? ScalarType.Int8
        : typeof(T) == typeof(byte) ? ScalarType.Byte
        : typeof(T) == typeof(bool) ? ScalarType.Bool
        : typeof(T) == typeof(Half) ? ScalarType.Float16
        : throw new ArgumentException($"libtorch has no type for {typeof(T).Name}.");
}

/// <summary>A tensor of one value as one of .NET's numbers.</summary>
public static class TensorExtensionMethods
{
    public static Scalar ToScalar(this torch.Tensor value) => Ops.Item.CallScalar(value);

    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();

    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();

    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();

    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();
}
