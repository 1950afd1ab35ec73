using System.Runtime.InteropServices;

namespace Fairer.Core.Data.Images.Jpeg;

/// <summary>The part of libjpeg-turbo's C interface (TurboJPEG 2 and 3) that reading takes. It is loaded when it is first
/// needed, so that everything but JPEG images works without it.</summary>
internal sealed unsafe class TurboJpeg
{
    private static readonly string[] Names = OperatingSystem.IsWindows()
        ? ["turbojpeg.dll", @"C:\libjpeg-turbo64\bin\turbojpeg.dll", @"C:\libjpeg-turbo-gcc64\bin\libturbojpeg.dll"]
        : OperatingSystem.IsMacOS()
        ? ["libturbojpeg.dylib", "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib"]
        : ["libturbojpeg.so.0", "libturbojpeg.so"];

    // A failed load is not kept: after installing the library the program need not be started again.
    private static readonly Lazy<TurboJpeg> Loaded = new(() => Load(Names), LazyThreadSafetyMode.PublicationOnly);

    private readonly delegate* unmanaged[Cdecl]<nint> _initDecompress;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _destroy;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int> _header;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int> _decompress;
    private readonly delegate* unmanaged[Cdecl]<nint, nint> _error;

    private TurboJpeg(nint library)
    {
        _initDecompress = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "tjInitDecompress");
        _destroy = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "tjDestroy");
        _header = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int>)NativeLibrary.GetExport(library, "tjDecompressHeader3");
        _decompress = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int>)NativeLibrary.GetExport(library, "tjDecompress2");
        _error = (delegate* unmanaged[Cdecl]<nint, nint>)NativeLibrary.GetExport(library, "tjGetErrorStr2");
    }

    /// <summary>The library.</summary>
    /// <exception cref="DataException">It is not on this machine; the message says how to install it.</exception>
    public static TurboJpeg Shared => Loaded.Value;

    /// <summary>What is wrong with the library, or null.</summary>
    public static string? Fault
    {
        get
        {
            try
            {
                _ = Loaded.Value;
                return null;
            }
            catch (DataException missing)
            {
                return missing.Message;
            }
        }
    }

    /// <summary>Loads the library by the first of some names that there is.</summary>
    /// <exception cref="DataException">There is none; the message says how to install it.</exception>
    public static TurboJpeg Load(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, out var library))
                continue;
            try
            {
                return new TurboJpeg(library);
            }
            catch (EntryPointNotFoundException)
            {
                // A library of that name that is another one, or too old.
                NativeLibrary.Free(library);
            }
        }

        var install = OperatingSystem.IsWindows() ? "winget install libjpeg-turbo.libjpeg-turbo.VC"
            : OperatingSystem.IsMacOS() ? "brew install jpeg-turbo"
            : "apt-get install libturbojpeg0";
        throw new DataException(
            $"JPEG images cannot be read, for the library libjpeg-turbo ({string.Join(" or ", names)}) is not on this machine: " +
            $"install it with '{install}', or with what your system has for it.");
    }

    /// <summary>Makes a decoder, for one thread at a time.</summary>
    public Decoder CreateDecoder() =>
        _initDecompress() is var handle and not 0 ? new Decoder(this, handle) : throw new InsufficientMemoryException("No memory for a JPEG decoder.");

    /// <summary>Decodes JPEG images; for one thread at a time.</summary>
    public sealed class Decoder : SafeHandle
    {
        private readonly TurboJpeg _library;

        internal Decoder(TurboJpeg library, nint handle)
            : base(0, ownsHandle: true)
        {
            _library = library;
            SetHandle(handle);
        }

        /// <inheritdoc/>
        public override bool IsInvalid => handle == 0;

        /// <summary>Reads an image's width and height.</summary>
        /// <returns>What is wrong with the image, or null.</returns>
        public string? ReadSize(ReadOnlySpan<byte> jpeg, out int width, out int height)
        {
            int w, h, subsampling, colours;
            fixed (byte* bytes = jpeg)
            {
                var failed = _library._header(handle, bytes, new CULong((uint)jpeg.Length), &w, &h, &subsampling, &colours) != 0;
                (width, height) = failed ? (0, 0) : (w, h);
                return failed ? Error() : null;
            }
        }

        /// <summary>Decodes an image.</summary>
        /// <param name="jpeg">The file's bytes.</param>
        /// <param name="width">The width to decode to: the image's own, or a half, quarter or eighth of it, rounded up.</param>
        /// <param name="height">The height to decode to.</param>
        /// <param name="rgb">Takes <c>[height, width, 3]</c>.</param>
        /// <returns>What is wrong with the image, or null. Also what a decoder could go on after, such as an early end, is wrong.</returns>
        public string? Decode(ReadOnlySpan<byte> jpeg, int width, int height, Span<byte> rgb)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, 3 * width * height);
            const int Rgb = 0;
            fixed (byte* bytes = jpeg, pixels = rgb)
            {
                return _library._decompress(handle, bytes, new CULong((uint)jpeg.Length), pixels, width, 3 * width, height, Rgb, 0) == 0
                    ? null
                    : Error();
            }
        }

        /// <inheritdoc/>
        protected override bool ReleaseHandle() => _library._destroy(handle) == 0;

        private string Error() => Marshal.PtrToStringUTF8(_library._error(handle)) ?? "it is damaged";
    }
}
