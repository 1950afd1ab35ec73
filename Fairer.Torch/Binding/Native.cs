using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The bridge of <c>native/fairer_torch.cpp</c>: where it is found, and its functions.</summary>
internal static unsafe partial class Native
{
    /// <summary>The bridge's contract; it has the same number in its source.</summary>
    private const int Abi = 2;

    private const string Library = "fairer_torch";

    private static readonly Lock Loading = new();

    private static nint _library;

    private static string? _problem;

    /// <summary>The file the bridge was loaded from.</summary>
    internal static string? File { get; private set; }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "fairer_torch.dll"
        : OperatingSystem.IsMacOS() ? "libfairer_torch.dylib"
        : "libfairer_torch.so";

    /// <summary>Loads the bridge, once; says why it cannot be used, or null.</summary>
    internal static string? Load()
    {
        lock (Loading)
        {
            if (_library == 0 && _problem is null)
            {
                _problem = Find();
            }

            return _problem;
        }
    }

    /// <summary>Passes on the thread's last error.</summary>
    internal static void Throw() => throw new ExternalException(Marshal.PtrToStringUTF8((nint)Error()));

    internal static void Check(int answer)
    {
        if (answer < 0)
        {
            Throw();
        }
    }

    /// <summary>Where the bridge may be: the named file alone, or beside the program, then in the person's data folder.</summary>
    private static IEnumerable<string> Candidates()
    {
        var named = Environment.GetEnvironmentVariable("FAIRER_TORCH");
        if (!string.IsNullOrWhiteSpace(named))
        {
            yield return Path.GetFullPath(named);
            yield break;
        }

        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        var data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length > 0)
        {
            yield return Path.Combine(data, "fairer", "torch", FileName);
        }
    }

    private static string? Find()
    {
        const string Remedy = "Run './fairer setup torch'.";
        try
        {
            var candidates = Candidates().ToList();
            var file = candidates.FirstOrDefault(System.IO.File.Exists);
            if (file is null)
            {
                return $"libtorch's bridge is not installed (looked for {string.Join(" and ", candidates)}). {Remedy}";
            }

            nint library;
            try
            {
                library = NativeLibrary.Load(file);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                return $"libtorch's bridge {file} does not load ({FirstLine(e.Message)}). {Remedy}";
            }

            var abi = NativeLibrary.TryGetExport(library, "fairer_abi", out var function)
                ? ((delegate* unmanaged<int>)function)()
                : -1;
            if (abi != Abi)
            {
                NativeLibrary.Free(library);
                return $"libtorch's bridge {file} is of another version (contract {abi}, needed {Abi}). {Remedy}";
            }

            _library = library;
            File = file;
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? _library : 0);
            return null;
        }
        catch (Exception e)
        {
            return $"libtorch's bridge does not load ({FirstLine(e.Message)}). {Remedy}";
        }
    }

    private static string FirstLine(string text) => text.Split('\n').Select(line => line.Trim()).First(line => line.Length > 0);

    // Those that only read a field or two skip the switch of the garbage collector's mode.
    [LibraryImport(Library, EntryPoint = "fairer_error")]
    private static partial byte* Error();

    [LibraryImport(Library, EntryPoint = "fairer_version")]
    internal static partial byte* Version();

    [LibraryImport(Library, EntryPoint = "fairer_location")]
    internal static partial byte* Location();

    [LibraryImport(Library, EntryPoint = "fairer_find", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint FindOperator(string name, string overload);

    [LibraryImport(Library, EntryPoint = "fairer_call")]
    internal static partial int Call(nint op, Argument* arguments, int count, Argument* results, int capacity);

    [LibraryImport(Library, EntryPoint = "fairer_release")]
    internal static partial void Release(nint tensor);

    [LibraryImport(Library, EntryPoint = "fairer_info"), SuppressGCTransition]
    internal static partial int Info(nint tensor, TensorInfo* info);

    [LibraryImport(Library, EntryPoint = "fairer_data")]
    internal static partial void* Data(nint tensor);

    [LibraryImport(Library, EntryPoint = "fairer_from_host")]
    internal static partial nint FromHost(void* data, long* sizes, int dim, int dtype);

    [LibraryImport(Library, EntryPoint = "fairer_set_requires_grad")]
    internal static partial int SetRequiresGrad(nint tensor, int value);

    [LibraryImport(Library, EntryPoint = "fairer_grad_of")]
    internal static partial int GradOf(nint tensor, nint* gradient);

    [LibraryImport(Library, EntryPoint = "fairer_set_grad_of")]
    internal static partial int SetGradOf(nint tensor, nint gradient);

    [LibraryImport(Library, EntryPoint = "fairer_retain_grad")]
    internal static partial int RetainGrad(nint tensor);

    [LibraryImport(Library, EntryPoint = "fairer_grad")]
    internal static partial int Grad(
        nint* outputs,
        int outputCount,
        nint* inputs,
        int inputCount,
        nint* seeds,
        int seedCount,
        int retain,
        int create,
        int allowUnused,
        nint* results);

    [LibraryImport(Library, EntryPoint = "fairer_backward")]
    internal static partial int Backward(
        nint* outputs,
        int outputCount,
        nint* seeds,
        int seedCount,
        nint* inputs,
        int inputCount,
        int retain,
        int create);

    [LibraryImport(Library, EntryPoint = "fairer_grad_enabled"), SuppressGCTransition]
    internal static partial int GradEnabled();

    [LibraryImport(Library, EntryPoint = "fairer_set_grad_enabled"), SuppressGCTransition]
    internal static partial void SetGradEnabled(int value);

    [LibraryImport(Library, EntryPoint = "fairer_manual_seed")]
    internal static partial int ManualSeed(long seed);

    [LibraryImport(Library, EntryPoint = "fairer_threads")]
    internal static partial int Threads();

    [LibraryImport(Library, EntryPoint = "fairer_set_threads")]
    internal static partial int SetThreads(int count);

    [LibraryImport(Library, EntryPoint = "fairer_keep_freed_memory")]
    internal static partial void KeepFreedMemory(int keep);

    [LibraryImport(Library, EntryPoint = "fairer_cuda_count")]
    internal static partial int CudaCount();

    [LibraryImport(Library, EntryPoint = "fairer_cudnn_available")]
    internal static partial int CudnnAvailable();

    [LibraryImport(Library, EntryPoint = "fairer_cuda_synchronize")]
    internal static partial int CudaSynchronize(int device);

    /// <summary>The bridge's <c>Info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TensorInfo
    {
        internal long Dim;
        internal long Count;
        internal long* Sizes;
        internal long* Strides;
        internal int Type;
        internal int DeviceType;
        internal int DeviceIndex;
        internal int Contiguous;
        internal int RequiresGrad;
        internal int Leaf;
    }

    /// <summary>The bridge's <c>Kind</c>.</summary>
    internal enum Kind
    {
        None = 0,
        Tensor = 1,
        TensorList = 2,
        Int = 3,
        IntList = 4,
        Double = 5,
        DoubleList = 6,
        Bool = 7,
        Device = 8,
        Text = 9,
    }

    /// <summary>The bridge's <c>Argument</c>: one argument of an operator, or one result.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Argument
    {
        internal Kind Kind;
        internal int Count;
        internal long Bits;

        internal readonly double Real => BitConverter.Int64BitsToDouble(Bits);
    }
}
