namespace Fairer.Core.Data.Images.Jpeg;

/// <summary>Reads JPEG files as square planar images; for one thread at a time. Its buffers are used again.</summary>
internal sealed class JpegReader : IDisposable
{
    // Far above every photograph; what a damaged header claims must not take all memory.
    private const long MostPixels = 100_000_000;

    private readonly TurboJpeg.Decoder _decoder = TurboJpeg.Shared.CreateDecoder();
    private readonly SquareResize _resize = new();
    private byte[] _file = new byte[64 << 10];
    private byte[] _rgb = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Which.</param>
    /// <param name="size">The side to resize to, in pixels; the aspect is not kept.</param>
    /// <param name="pixels">Takes <c>[3, size, size]</c>.</param>
    /// <returns>What is wrong with the file, or null.</returns>
    public string? Read(string path, int size, Span<byte> pixels)
    {
        int length;
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            length = Load(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }

        return length == 0 ? "the file is empty" : Decode(_file.AsSpan(0, length), size, pixels);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    public string? Decode(ReadOnlySpan<byte> jpeg, int size, Span<byte> pixels)
    {
        if (_decoder.ReadSize(jpeg, out var width, out var height) is { } unknown)
            return unknown;
        if (width < 1 || height < 1)
            return "its header ends early";
        if ((long)width * height > MostPixels)
            return $"it is said to be {width} pixels wide and {height} high";

        // The decoder halves an image for less than it costs to resize it. What is left is at least twice as large as what is
        // wanted, so that the filter below still decides on the result.
        var by = 1;
        while (by < 8 && Math.Min(width, height) >= 4L * by * size)
            by *= 2;
        (width, height) = ((width + by - 1) / by, (height + by - 1) / by);

        if (_rgb.Length < 3 * width * height)
            _rgb = new byte[3 * width * height];
        if (_decoder.Decode(jpeg, width, height, _rgb) is { } damage)
            return damage;
        _resize.Run(_rgb.AsSpan(0, 3 * width * height), width, height, size, pixels);
        return null;
    }

    public void Dispose() => _decoder.Dispose();

    private int Load(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var expected = RandomAccess.GetLength(file);
        if (expected > MostPixels)
            throw new IOException($"the file has {expected:N0} bytes");
        if (_file.Length < expected)
            _file = new byte[expected];
        var length = 0;
        while (length < expected && RandomAccess.Read(file, _file.AsSpan(length, (int)expected - length), length) is > 0 and var read)
            length += read;
        return length;
    }
}
