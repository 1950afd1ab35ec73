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
    private readonly NativeBuffer<T> _rows;

    public PatternTable(Codebook book, int units)
    {
        (_book, _units) = (book, units);
        _numbers = new NativeBuffer<T>((long)book.Patterns.Length * Turning<T>.RoundUp(units));
        _features = new NativeBuffer<T>((long)book.Width * Side);
        _rows = new NativeBuffer<T>((long)book.Width * Side);
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
            var rows = weights + ((long)unit * _book.Width);
            if (height < Side)
            {
                // Filled up, so that whole blocks are turned; what stands in the units beyond is never read.
                new Span<T>(rows, height * _book.Width).CopyTo(_rows.Span);
                rows = _rows.Pointer;
            }

            Turning<T>.Turn(rows, _book.Width, Side, _book.Width, _features.Pointer, Side);
            var shift = Vector512<T>.Zero;
            if (bias is not null)
            {
                new Span<T>(bias + unit, height).CopyTo(new Span<T>(&shift, Side));
            }

            _book.Features.Multiply(_features.Pointer, Strip(unit), shift, _book.FirstPatterns);
        }
    }

    public void Clear() => _numbers.Span.Clear();

    /// <summary>Writes the gradient of W: each weight gets what its feature's patterns have.</summary>
    public void Read(T* gradient)
    {
        for (var unit = 0; unit < _units; unit += Side)
        {
            _book.PatternsOfFeatures.Multiply(Strip(unit), _features.Pointer, Vector512<T>.Zero, shifted: 0);
            var rows = gradient + ((long)unit * _book.Width);
            if (unit + Side <= _units)
            {
                Turning<T>.Turn(_features.Pointer, Side, _book.Width, Side, rows, _book.Width);
            }
            else
            {
                Turning<T>.Turn(_features.Pointer, Side, _book.Width, Side, _rows.Pointer, _book.Width);
                _rows.Span[..((_units - unit) * _book.Width)].CopyTo(new Span<T>(rows, (_units - unit) * _book.Width));
            }
        }
    }

    /// <summary>Writes the sum over all samples: each has one of the first block's patterns.</summary>
    public void ReadSum(T* units)
    {
        for (var unit = 0; unit < _units; unit += Side)
        {
            var sum = Vector512<T>.Zero;
            for (var pattern = 0; pattern < _book.FirstPatterns; pattern++)
            {
                sum += Vector512.Load(Strip(unit) + (pattern * Side));
            }

            new Span<T>(&sum, Math.Min(Side, _units - unit)).CopyTo(new Span<T>(units + unit, Math.Min(Side, _units - unit)));
        }
    }

    public void Dispose()
    {
        _numbers.Dispose();
        _features.Dispose();
        _rows.Dispose();
    }

    /// <summary>For <see cref="Turning{T}.Side"/> samples, adds up the numbers of each one's patterns.</summary>
    /// <param name="strip">The numbers of a strip.</param>
    /// <param name="offsets">Where each sample's patterns begin, <c>[Side, codes]</c>.</param>
    /// <param name="codes">The patterns of a sample.</param>
    /// <param name="sums">Takes a row a sample.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(T* strip, ushort* offsets, int codes, T* sums)
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

    /// <summary>Adds samples' signals to the numbers of all their patterns.</summary>
    /// <param name="stretch">The samples by their patterns: a pattern's sum stays in registers until all its samples are in it,
    /// and is written once.</param>
    /// <param name="signals">A row a sample.</param>
    /// <param name="stride">The numbers from one row to the next.</param>
    public void Add(in Stretch stretch, T* signals, int stride)
    {
        var unit = 0;
        for (; unit <= stride - (4 * Side); unit += 4 * Side)
        {
            AddFourStrips(unit, stretch, signals, stride);
        }

        for (; unit < stride; unit += Side)
        {
            AddStrip(unit, stretch, signals, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddFourStrips(int unit, in Stretch stretch, T* signals, int stride)
    {
        var target = Strip(unit);
        var strip = (long)_book.Patterns.Length * Side;
        signals += unit;
        var starts = stretch.Starts;
        var sample = stretch.Samples;
        for (var pattern = 0; pattern < _book.Patterns.Length; pattern++)
        {
            var end = stretch.Samples + starts[pattern + 1];
            if (sample < end)
            {
                var (sum0, sum1) = (Vector512.Load(target), Vector512.Load(target + strip));
                var (sum2, sum3) = (Vector512.Load(target + (2 * strip)), Vector512.Load(target + (3 * strip)));
                for (; sample < end; sample++)
                {
                    var signal = signals + ((long)*sample * stride);
                    sum0 += Vector512.Load(signal);
                    sum1 += Vector512.Load(signal + Side);
                    sum2 += Vector512.Load(signal + (2 * Side));
                    sum3 += Vector512.Load(signal + (3 * Side));
                }

                sum0.Store(target);
                sum1.Store(target + strip);
                sum2.Store(target + (2 * strip));
                sum3.Store(target + (3 * strip));
            }

            target += Side;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddStrip(int unit, in Stretch stretch, T* signals, int stride)
    {
        var target = Strip(unit);
        signals += unit;
        var starts = stretch.Starts;
        var sample = stretch.Samples;
        for (var pattern = 0; pattern < _book.Patterns.Length; pattern++)
        {
            var end = stretch.Samples + starts[pattern + 1];
            if (sample < end)
            {
                var (even, odd) = (Vector512.Load(target), Vector512<T>.Zero);
                for (; sample + 1 < end; sample += 2)
                {
                    even += Vector512.Load(signals + ((long)sample[0] * stride));
                    odd += Vector512.Load(signals + ((long)sample[1] * stride));
                }

                if (sample < end)
                {
                    even += Vector512.Load(signals + ((long)*sample * stride));
                    sample++;
                }

                (even + odd).Store(target);
            }

            target += Side;
        }
    }
}
