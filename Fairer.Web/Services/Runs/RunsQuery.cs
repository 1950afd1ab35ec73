using System.Globalization;
using System.Text;
using Fairer.Core.Sweeps;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairer.Web.Services.Runs;

/// <summary>Which runs are shown, in which order, and which are selected: the state of the page that its address holds.</summary>
public sealed record RunsQuery
{
    // Longer addresses are cut by programs that hand them on.
    private const int MaxSelection = 1500;

    /// <summary>Words that must all occur.</summary>
    public string Search { get; init; } = "";

    /// <summary>The dataset's id; null for all.</summary>
    public string? Dataset { get; init; }

    /// <summary>The method's id; null for all.</summary>
    public string? Method { get; init; }

    /// <summary>The status; null for all.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>A tag; null for all.</summary>
    public string? Tag { get; init; }

    /// <summary>What is sorted by.</summary>
    public RunColumn Sort { get; init; } = RunColumn.All[0];

    /// <summary>Whether the greatest comes first.</summary>
    public bool Descending { get; init; }

    /// <summary>What runs are put together by.</summary>
    public RunGrouping Group { get; init; }

    /// <summary>Whether the selected runs are set beside each other.</summary>
    public bool Compare { get; init; }

    /// <summary>The selected runs.</summary>
    public IReadOnlySet<long> Selected { get; init; } = new HashSet<long>();

    /// <summary>Whether any run is left out.</summary>
    public bool Filters => Search.Trim().Length > 0 || Dataset is not null || Method is not null || Status is not null || Tag is not null;

    /// <summary>Reads the part of an address after the question mark; what is not understood counts as not there.</summary>
    public static RunsQuery Parse(string? query)
    {
        var parts = QueryHelpers.ParseQuery(query);
        string? Text(string name) => parts.TryGetValue(name, out var values) && values[0] is { Length: > 0 and <= 200 } text ? text : null;
        T? Word<T>(string name)
            where T : struct, Enum => Text(name) is { } text && !char.IsAsciiDigit(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value : null;
        var sort = Text("sort");
        return new RunsQuery
        {
            Search = Text("q") ?? "",
            Dataset = Text("dataset"),
            Method = Text("method"),
            Status = Word<RunStatus>("status"),
            Tag = Text("tag"),
            Sort = RunColumn.Of(sort?.TrimStart('-')),
            Descending = sort is ['-', ..],
            Group = Word<RunGrouping>("group") ?? RunGrouping.Sweep,
            Compare = Text("compare") == "1",
            Selected = parts.TryGetValue("runs", out var ranges) && ranges[0] is { Length: <= MaxSelection } selection ? ReadRanges(selection) : new HashSet<long>(),
        };
    }

    /// <summary>Writes what <see cref="Parse"/> reads; nothing for the page as it is first opened.</summary>
    public string ToAddress()
    {
        var selection = WriteRanges(Selected);
        Dictionary<string, string?> parts = new()
        {
            ["q"] = Search.Length > 0 ? Search : null,
            ["dataset"] = Dataset,
            ["method"] = Method,
            ["status"] = Status?.ToString().ToLowerInvariant(),
            ["tag"] = Tag,
            ["sort"] = Sort == RunColumn.All[0] && !Descending ? null : (Descending ? "-" : "") + Sort.Id,
            ["group"] = Group == RunGrouping.Sweep ? null : Group.ToString().ToLowerInvariant(),
            ["compare"] = Compare ? "1" : null,
            ["runs"] = selection.Length is > 0 and <= MaxSelection ? selection : null,
        };
        return QueryHelpers.AddQueryString("runs", parts.Where(part => part.Value is not null));
    }

    /// <summary>Numbers as ranges: <c>1-4,9</c>.</summary>
    internal static string WriteRanges(IEnumerable<long> numbers)
    {
        var text = new StringBuilder();
        (long First, long Last)? open = null;
        foreach (var number in numbers.Order())
        {
            if (open is { } range && number == range.Last + 1)
            {
                open = (range.First, number);
                continue;
            }

            Close();
            open = (number, number);
        }

        Close();
        return text.ToString();

        void Close()
        {
            if (open is { } range)
            {
                text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{range.First}");
                text.Append(range.Last > range.First ? string.Create(CultureInfo.InvariantCulture, $"-{range.Last}") : "");
            }
        }
    }

    private static HashSet<long> ReadRanges(string text)
    {
        var numbers = new HashSet<long>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length <= 2
                && long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && long.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                && last - first < SweepPlanner.MaxRuns && numbers.Count < 10 * SweepPlanner.MaxRuns)
            {
                for (var number = first; number <= last; number++)
                {
                    numbers.Add(number);
                }
            }
        }

        return numbers;
    }
}
