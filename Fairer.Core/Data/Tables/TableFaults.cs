namespace Fairer.Core.Data.Tables;

/// <summary>What is wrong with a file: each fault with its row and column, the first twenty in words.</summary>
/// <param name="file">The file as a person knows it, for messages.</param>
public sealed class TableFaults(string file)
{
    /// <summary>How many faults are told in words.</summary>
    public const int Shown = 20;

    private readonly List<string> _shown = [];
    private long _count;

    /// <summary>Notes a fault.</summary>
    /// <param name="fault">Where and what, for instance <c>row 3, column 2 (age): 'x' is not a number</c>.</param>
    public void Add(string fault)
    {
        if (_count++ < Shown)
            _shown.Add(fault);
    }

    /// <summary>Ends reading when something is wrong.</summary>
    /// <exception cref="DataException">There are faults; the message lists them.</exception>
    public void ThrowIfAny()
    {
        if (_count == 0)
            return;
        var more = _count > Shown ? [$"and {_count - Shown:N0} more"] : Array.Empty<string>();
        throw new DataException(
            $"{file} has {_count:N0} {(_count == 1 ? "fault" : "faults")}:\n" + string.Join('\n', _shown.Concat(more)));
    }

    /// <summary>The fault that ends reading at once, after those that were noted before.</summary>
    /// <param name="problem">What is wrong, as the end of a sentence that begins with the file, without a full stop.</param>
    /// <param name="inner">What caused it.</param>
    public DataException Fatal(string problem, Exception? inner = null) =>
        new(string.Join('\n', _shown.Select(fault => $"{file}, {fault}.").Append($"{file}: {problem.TrimEnd('.')}.")), inner);
}

/// <summary>Text of unknown length in messages.</summary>
internal static class Quoted
{
    private const int Length = 40;

    /// <summary>At most forty characters of it, with line ends and other control characters as blanks.</summary>
    public static string Short(ReadOnlySpan<char> text)
    {
        var shown = text.Length > Length ? $"{text[..Length]}…" : text.ToString();
        return string.Create(shown.Length, shown, (characters, source) =>
        {
            for (var i = 0; i < characters.Length; i++)
                characters[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
    }
}
