using System.Runtime.InteropServices;

namespace Fairer.Core.Training.Managed;

/// <summary>Numbers at a fixed, cache-line-aligned address, so that kernels can work with pointers. A vector more than was asked
/// for can be read and written, so that they need not stop within one.</summary>
/// <remarks>The collector is not told of them: those of a run are disposed of, and those of a split go with its rows, which it
/// sees and which weigh as much.</remarks>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int Alignment = 64;

    /// <summary>Zeroed memory for that many numbers.</summary>
    public NativeBuffer(long length)
    {
        Length = checked((int)length);
        var bytes = ((nuint)length * (nuint)sizeof(T)) + Alignment;
        Pointer = (T*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(Pointer, bytes);
    }

    ~NativeBuffer() => Free();

    public T* Pointer { get; private set; }

    public int Length { get; }

    public Span<T> Span => new(Pointer, Length);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Pointer is not null)
        {
            NativeMemory.AlignedFree(Pointer);
            Pointer = null;
        }
    }
}
