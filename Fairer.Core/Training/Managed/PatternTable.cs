using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// One number a pattern and unit: what the patterns (see <see cref="Codebook"/>) contribute to the units' sums, or the
/// signals that the units have for them. In strips of as many units as a vector has numbers, each strip
/// <c>[patterns, Side]</c>, small enough for the first-level cache.
/// </summary>
internal sealed unsafe class PatternTable<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Codebook _book;
    private readonly int _units;
    private readonly NativeBuffer<T> _numbers;
    private readonly NativeBuffer<T> _features;

    public PatternTable(Codebook book, int units)
    {
        (_book, _units) = (book, units);
        _numbers = new NativeBuffer<T>((long)book.Patterns.Length * Turning<T>.RoundUp(units));
        _features = new NativeBuffer<T>((long)book.Width * Side);
    }

    private static int Side => Turning<T>.Side;

    /// <summary>The patterns' numbers for the units from a multiple of <see cref="Turning{T}.Side"/> on.</summary>
    public T* Strip(int unit) => _numbers.Pointer + ((long)unit * _book.Patterns.Length);

    /// <summary>Takes <c>W·pattern</c> of every pattern, the bias with the first block, since each row has one of its.</summary>
    /// <param name="weights">W, <c>[units, features]</c> row by row.</param>
    /// <param name="bias">One number a unit, or null.</param>
    public void Pack(T* weights, T* bias)
    {
        for (var unit = 0; unit < _units; unit += Side)
        {
            var height = Math.Min(Side, _units - unit);
            Turning<T>.Turn(weights + ((long)unit * _book.Width), _book.Width, height, _book.Width, _features.Pointer, Side);
            var shift = Vector512<T>.Zero;
            if (bias is not null)
            {
                new Span<T>(bias + unit, height).CopyTo(new Span<T>(&shift, Side));
            }

            var strip = Strip(unit);
            for (var pattern = 0; pattern < _book.Patterns.Length; pattern++)
            {
                var sum = pattern < _book.FirstPatterns ? shift : Vector512<T>.Zero;
                foreach (var (feature, value) in _book.Patterns[pattern])
                {
                    sum = Simd.MultiplyAdd(Vector512.Create(T.CreateTruncating(value)), Vector512.Load(_features.Pointer + (feature * Side)), sum);
                }

                sum.Store(strip + (pattern * Side));
            }
        }
    }

    public void Clear() => _numbers.Span.Clear();

    /// <summary>Writes the gradient of W: each weight gets what its feature's patterns have.</summary>
    public void Read(T* gradient)
    {
        for (var unit = 0; unit < _units; unit += Side)
        {
            _features.Span.Clear();
            var strip = Strip(unit);
            for (var pattern = 0; pattern < _book.Patterns.Length; pattern++)
            {
                var signal = Vector512.Load(strip + (pattern * Side));
                foreach (var (feature, value) in _book.Patterns[pattern])
                {
                    var target = _features.Pointer + (feature * Side);
                    Simd.MultiplyAdd(Vector512.Create(T.CreateTruncating(value)), signal, Vector512.Load(target)).Store(target);
                }
            }

            Turning<T>.Turn(
                _features.Pointer, Side, _book.Width, Math.Min(Side, _units - unit), gradient + ((long)unit * _book.Width), _book.Width);
        }
    }

    public void Dispose()
    {
        _numbers.Dispose();
        _features.Dispose();
    }

    /// <summary>For <see cref="Turning{T}.Side"/> samples, adds up the numbers of each one's patterns.</summary>
    /// <param name="strip">The numbers of a strip.</param>
    /// <param name="offsets">Where each sample's patterns begin, <c>[Side, codes]</c>.</param>
    /// <param name="codes">The patterns of a sample.</param>
    /// <param name="sums">Takes a row a sample.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(T* strip, int* offsets, int codes, T* sums)
    {
        for (var sample = 0; sample < Side; sample += 4)
        {
            var second = offsets + codes;
            var third = second + codes;
            var fourth = third + codes;
            var (sum0, sum1) = (Vector512.Load(strip + *offsets), Vector512.Load(strip + *second));
            var (sum2, sum3) = (Vector512.Load(strip + *third), Vector512.Load(strip + *fourth));
            for (var k = 1; k < codes; k++)
            {
                sum0 += Vector512.Load(strip + offsets[k]);
                sum1 += Vector512.Load(strip + second[k]);
                sum2 += Vector512.Load(strip + third[k]);
                sum3 += Vector512.Load(strip + fourth[k]);
            }

            sum0.Store(sums);
            sum1.Store(sums + Side);
            sum2.Store(sums + (2 * Side));
            sum3.Store(sums + (3 * Side));
            sums += 4 * Side;
            offsets += 4 * codes;
        }
    }

    /// <summary>Adds each sample's signals to the numbers of all its patterns.</summary>
    /// <param name="strip">The numbers of a strip.</param>
    /// <param name="offsets">Where each sample's patterns begin, <c>[samples, codes]</c>.</param>
    /// <param name="codes">The patterns of a sample.</param>
    /// <param name="signals">A row a sample.</param>
    /// <param name="stride">The numbers from one row to the next.</param>
    /// <param name="samples">How many samples.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(T* strip, int* offsets, int codes, T* signals, int stride, int samples)
    {
        for (var sample = 0; sample < samples; sample++)
        {
            var signal = Vector512.Load(signals);
            for (var k = 0; k < codes; k++)
            {
                var target = strip + offsets[k];
                (Vector512.Load(target) + signal).Store(target);
            }

            signals += stride;
            offsets += codes;
        }
    }
}
