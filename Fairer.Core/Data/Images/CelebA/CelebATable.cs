using System.Globalization;

namespace Fairer.Core.Data.Images.CelebA;

/// <summary>One of CelebA's lists: an image's name and one or more whole numbers a line. Either as the dataset has it (words
/// between blanks; the list of attributes begins with the number of images and the attributes' names) or as Kaggle has it (a
/// <c>.csv</c> whose first line names the columns).</summary>
/// <param name="Names">The images' names.</param>
/// <param name="Columns">For each column asked for the numbers.</param>
internal sealed record CelebATable(string[] Names, sbyte[][] Columns)
{
    /// <summary>The list of attributes.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="attributes">Those wanted, as the file spells them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataException">The file cannot be read or is damaged; the message names line and column.</exception>
    public static CelebATable ReadAttributes(string path, IReadOnlyList<string> attributes, CancellationToken cancellation)
    {
        var csv = IsCsv(path);
        return Read(path, attributes, csv, hasCount: !csv, header: null, value => value is 1 or -1, "1 or -1", cancellation);
    }

    /// <summary>The list of the partition: 0 train, 1 validation, 2 test.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataException">The file cannot be read or is damaged; the message names line and column.</exception>
    public static CelebATable ReadPartition(string path, CancellationToken cancellation)
    {
        var csv = IsCsv(path);
        return Read(
            path, ["partition"], csv, hasCount: false, header: csv ? null : ["partition"], value => value is 0 or 1 or 2, "0, 1 or 2", cancellation);
    }

    private static bool IsCsv(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static CelebATable Read(
        string path,
        IReadOnlyList<string> wanted,
        bool csv,
        bool hasCount,
        string[]? header,
        Func<int, bool> isValue,
        string values,
        CancellationToken cancellation)
    {
        var separator = csv ? ',' : ' ';
        var (names, columns) = (new List<string>(), wanted.Select(_ => new List<sbyte>()).ToArray());
        var (line, count) = (0, -1);
        int[] places = [];
        try
        {
            foreach (var text in File.ReadLines(path))
            {
                line++;
                if (line % 4096 == 0)
                    cancellation.ThrowIfCancellationRequested();
                if (hasCount && line == 1)
                {
                    if (!int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out count))
                        throw Fault($"where the number of images belongs there is '{Short(text)}'");
                    continue;
                }

                if (places.Length == 0)
                {
                    var isHeader = header is null;
                    header ??= [.. text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(csv ? 1 : 0)];
                    places = [.. wanted.Select(name => Array.FindIndex(header, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase)))];
                    if (Array.IndexOf(places, -1) is >= 0 and var missing)
                        throw Fault($"there is no column {wanted[missing]}, only {Short(string.Join(", ", header))}");
                    if (isHeader)
                        continue;
                }

                if (!string.IsNullOrWhiteSpace(text))
                    ReadRow(text);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be read: {fault.Message}", fault);
        }

        if (places.Length == 0)
            throw Fault("there is no line that names the columns");
        return count < 0 || count == names.Count
            ? new CelebATable([.. names], [.. columns.Select(column => column.ToArray())])
            : throw new DataException(
                $"{path} has {names.Count:N0} images where its first line says {count:N0}: it is cut off or not the original. Get it anew.");

        void ReadRow(ReadOnlySpan<char> text)
        {
            var column = -1;
            foreach (var range in text.Split(separator))
            {
                var word = text[range].Trim();
                if (word.IsEmpty && !csv)
                    continue;
                if (column < 0)
                {
                    if (word.IsEmpty || word.IndexOfAny('/', '\\') >= 0)
                        throw Fault($"'{Short(word.ToString())}' is no image's name");
                    names.Add(word.ToString());
                }
                else if (column < header!.Length && Array.IndexOf(places, column) is >= 0 and var place)
                {
                    if (!int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || !isValue(value))
                        throw Fault($"column {header[column]}: '{Short(word.ToString())}' is not {values}");
                    columns[place].Add((sbyte)value);
                }

                column++;
            }

            if (column != header!.Length)
                throw Fault($"there are {column} values where {header.Length} belong");
        }

        DataException Fault(string what) => new($"{path}, line {line}: {what}. Get the file anew.");
    }

    private static string Short(string text) => text.Length <= 80 ? text : text[..77] + "...";
}
