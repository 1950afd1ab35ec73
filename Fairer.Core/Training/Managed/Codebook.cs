using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairer.Core.Data;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// The few patterns that the blocks of an encoded table's columns take: one-hot columns of one attribute are never
/// anything but one of its categories. A row is one pattern a block: of Adult six or seven, where there are 120 features.
/// </summary>
internal sealed class Codebook
{
    // A block ends where so many patterns are not enough for the rows looked at first ...
    private const int PatternsAtFirst = 32;
    private const int RowsAtFirst = 500;

    // ... and may get some more in the rows after them.
    private const int MostPatterns = 96;

    // So that their places in a table of vectors of 16 numbers can be told in 16 bits.
    private const int MostPatternsInAll = (ushort.MaxValue + 1) / 16;

    // With fewer features a block, matrix products are as fast.
    private const int LeastWidth = 4;

    private readonly Block[] _blocks;

    private Codebook(Block[] blocks, int width)
    {
        _blocks = blocks;
        Width = width;
    }

    /// <summary>The features of a row.</summary>
    public int Width { get; }

    /// <summary>The codes of a row.</summary>
    public int Codes => _blocks.Length;

    /// <summary>All patterns, those of the first block first: which features are not zero, and their values.</summary>
    public (int Feature, float Value)[][] Patterns { get; private set; } = [];

    /// <summary>The patterns as rows of a matrix <c>[patterns, features]</c>.</summary>
    public SparseRows Features { get; private set; } = new([]);

    /// <summary>The same matrix turned, <c>[features, patterns]</c>.</summary>
    public SparseRows PatternsOfFeatures { get; private set; } = new([]);

    /// <summary>The patterns of the first block: each row has one of them.</summary>
    public int FirstPatterns => _blocks[0].Count;

    /// <summary>Finds the blocks of a table, and codes its rows.</summary>
    /// <returns>Null where the table has features with many values.</returns>
    public static CodedTable? Code(TableSplit data)
    {
        if (BlocksOf(data.Train) is not { } blocks || blocks.Count * LeastWidth > data.Train.Width)
        {
            return null;
        }

        var book = new Codebook([.. blocks], data.Train.Width);
        if (book.CodesOf(data.Train) is not { } train || book.CodesOf(data.Validation) is not { } validation || book.CodesOf(data.Test) is not { } test)
        {
            return null;
        }

        // The numbers of a block's patterns begin where those of the block before end.
        var first = 0;
        foreach (var block in book._blocks)
        {
            block.First = first;
            first += block.Count;
        }

        if (first > MostPatternsInAll)
        {
            return null;
        }

        book.Patterns = [.. book._blocks.SelectMany(block => block.Patterns())];
        book.Features = new SparseRows(book.Patterns);
        book.PatternsOfFeatures = book.Features.Turned(book.Width);
        foreach (var codes in new[] { train, validation, test })
        {
            for (var k = 0; k < codes.Length; k++)
            {
                codes[k] += (ushort)book._blocks[k % book.Codes].First;
            }
        }

        return new CodedTable(book, train, validation, test);
    }

    private static List<Block>? BlocksOf(EncodedRows rows)
    {
        var (blocks, start) = (new List<Block>(), 0);
        var count = Math.Min(rows.Count, RowsAtFirst);
        var (patterns, next) = (new int[count], new int[count]);
        for (var column = 0; column < rows.Width;)
        {
            if (Split(rows, column, patterns, next))
            {
                (patterns, next) = (next, patterns);
                column++;
            }
            else if (column == start)
            {
                return null;
            }
            else
            {
                blocks.Add(new Block(start, column - start));
                start = column;
                Array.Clear(patterns);
            }
        }

        blocks.Add(new Block(start, rows.Width - start));
        return blocks;
    }

    /// <summary>Splits the first rows' patterns by the values of one more column.</summary>
    /// <returns>Whether they are few enough.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Split(EncodedRows rows, int column, int[] patterns, int[] next)
    {
        Span<(int Pattern, float Value)> found = stackalloc (int, float)[PatternsAtFirst];
        var count = 0;
        for (var row = 0; row < patterns.Length; row++)
        {
            var (pattern, value) = (patterns[row], rows.Features[(row * rows.Width) + column]);
            var known = 0;
            while (known < count && (found[known].Pattern != pattern || found[known].Value != value))
            {
                known++;
            }

            if (known == count)
            {
                if (count == PatternsAtFirst)
                {
                    return false;
                }

                found[count++] = (pattern, value);
            }

            next[row] = known;
        }

        return true;
    }

    /// <summary>Each row's patterns, counted within their blocks; null where a block has too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ushort[]? CodesOf(EncodedRows rows)
    {
        var codes = new ushort[rows.Count * Codes];
        var at = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            var features = rows.Row(row);
            foreach (var block in _blocks)
            {
                if (block.CodeOf(features) is var code and < MostPatterns)
                {
                    codes[at++] = (ushort)code;
                }
                else
                {
                    return null;
                }
            }
        }

        return codes;
    }

    /// <summary>Columns next to each other, and the patterns seen in them so far.</summary>
    private sealed class Block(int column, int width)
    {
        private const int Slots = 4 * MostPatterns;

        private readonly List<float[]> _patterns = [];

        // What each column's value counts in the hash.
        private readonly uint[] _multipliers = [.. Enumerable.Range(1, width).Select(k => BitOperations.RotateLeft((uint)k * 0x9E3779B1, 15) * 0x85EBCA77)];

        // Open addressing: 0 for a free slot, else a pattern's number and 1.
        private readonly int[] _slots = new int[Slots];

        public int First { get; set; }

        public int Count => _patterns.Count;

        /// <summary>The pattern of a row; a new one is taken in while there is room.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public int CodeOf(ReadOnlySpan<float> row)
        {
            var values = MemoryMarshal.Cast<float, uint>(row.Slice(column, width));
            var hash = Hash(values);
            var slot = (int)((hash ^ (hash >> 15)) % Slots);
            for (; _slots[slot] != 0; slot = (slot + 1) % Slots)
            {
                if (values.SequenceEqual(MemoryMarshal.Cast<float, uint>(_patterns[_slots[slot] - 1])))
                {
                    return _slots[slot] - 1;
                }
            }

            if (Count < MostPatterns)
            {
                _patterns.Add(MemoryMarshal.Cast<uint, float>(values).ToArray());
                _slots[slot] = Count;
                return Count - 1;
            }

            return MostPatterns;
        }

        public IEnumerable<(int Feature, float Value)[]> Patterns() => _patterns.Select(pattern =>
            pattern.Select((value, k) => (Feature: column + k, Value: value)).Where(entry => entry.Value != 0).ToArray());

        /// <summary>Adds up the values, multiplied; the upper halves of floats, of which the lower ones are mostly empty, come down
        /// first.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private uint Hash(ReadOnlySpan<uint> values)
        {
            var sums = Vector<uint>.Zero;
            var k = 0;
            for (; k <= values.Length - Vector<uint>.Count; k += Vector<uint>.Count)
            {
                var bits = new Vector<uint>(values[k..]);
                sums += (bits ^ (bits >> 16)) * new Vector<uint>(_multipliers, k);
            }

            var sum = Vector.Sum(sums);
            for (; k < values.Length; k++)
            {
                sum += (values[k] ^ (values[k] >> 16)) * _multipliers[k];
            }

            return sum;
        }
    }
}

/// <summary>The rows of a split as numbers of patterns.</summary>
/// <param name="Book">The patterns.</param>
/// <param name="Train">The training rows <c>[rows, codes]</c>.</param>
/// <param name="Validation">The validation rows, likewise.</param>
/// <param name="Test">The test rows, likewise.</param>
internal sealed record CodedTable(Codebook Book, ushort[] Train, ushort[] Validation, ushort[] Test);
