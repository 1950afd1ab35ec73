namespace Fairer.Core;

/// <summary>
/// A small, fast random generator (xoshiro256**, Blackman and Vigna 2018) whose streams derive from a seed and a
/// purpose, so that what one part of a run draws never shifts what another part draws.
/// </summary>
/// <remarks>
/// The sequence is part of the project's results: the same seed and purpose give the same numbers on every machine and
/// every version of .NET, which <see cref="Random"/> does not promise.
/// </remarks>
public struct SeededRandom
{
    private ulong _a, _b, _c, _d;

    /// <summary>Starts the stream for one purpose of one seed.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the numbers are for; another purpose is another, independent stream.</param>
    /// <param name="index">Which stream of that purpose, for instance the number of the training step.</param>
    public SeededRandom(int seed, RandomPurpose purpose, long index = 0)
    {
        var state = Mix((ulong)(uint)seed + 0x9E3779B97F4A7C15UL);
        state = Mix(state ^ (((ulong)purpose + 1) * 0xD1B54A32D192ED03UL));
        state = Mix(state ^ (((ulong)index + 1) * 0x8CB92BA72F3D8DD7UL));
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number drawn evenly from [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number drawn evenly from [0, <paramref name="bound"/>), without bias (Lemire 2019).</summary>
    /// <param name="bound">The exclusive upper bound; at least 1.</param>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var range = (uint)bound;
        var product = (NextBits() >> 32) * range;
        if ((uint)product < range)
        {
            var threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (NextBits() >> 32) * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Puts the first <paramref name="count"/> places of <paramref name="items"/> in random order, drawing
    /// them from the whole span without replacement (Fisher and Yates); the whole span when no count is given.</summary>
    public void Shuffle<T>(Span<T> items, int? count = null)
    {
        var last = Math.Min(count ?? items.Length, items.Length - 1);
        for (var i = 0; i < last; i++)
        {
            var j = i + NextInt(items.Length - i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state) => Mix(state += 0x9E3779B97F4A7C15UL);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

/// <summary>What a stream of random numbers is for.</summary>
public enum RandomPurpose
{
    /// <summary>Splitting a table into train, validation and test rows.</summary>
    Split,

    /// <summary>A network's first weights.</summary>
    Initialisation,

    /// <summary>The samples of each training step.</summary>
    Batch,

    /// <summary>Rows of a synthetic table.</summary>
    Synthesis,

    /// <summary>Fair Mixup's γ of each training step.</summary>
    Mixing,

    /// <summary>An adversary's first weights.</summary>
    Adversary,

    /// <summary>Synthetic faces: what they look like, and their pixels' noise.</summary>
    Faces,

    /// <summary>Which activations dropout keeps in each training step.</summary>
    Dropout,
}
