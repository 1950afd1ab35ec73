using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Methods;
using Fairer.Web.Components.Charts;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairer.Web.Services.Explore;

/// <summary>The first page's state as an address, and an address as that state.</summary>
public static class ExploreLink
{
    private static readonly (string Text, SecondView View)[] Seconds =
        [("layers", SecondView.Layers), ("epochs", SecondView.Epochs), ("map", SecondView.Map)];

    private static readonly (string Text, MapMeasure Measure)[] Measures =
        [("gap", MapMeasure.Gap), ("similarity", MapMeasure.Similarity)];

    /// <summary>Writes the address's query: what differs from a first visit.</summary>
    /// <param name="state">What is chosen to be seen.</param>
    /// <param name="form">The form.</param>
    /// <param name="dataset">The dataset that the form begins with; null to name the form's in any case.</param>
    /// <returns>For instance <c>?lambda=0.1:0.5:0.1&amp;sweep=3</c>, or nothing.</returns>
    public static string Write(ExploreState state, SweepForm form, string? dataset)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(form);
        (string Name, string? Value)[] parts =
        [
            (FormQuery.Dataset, form.Dataset == dataset ? null : form.Dataset),
            .. FormQuery.Write(form),
            ("sweep", Text(state.Sweep)),
            ("run", Text(state.Run)),
            ("beside", Seconds.FirstOrDefault(second => second.View == state.Second).Text),
            ("curve", state.Method),
            ("map", Measures.FirstOrDefault(measure => measure.Measure == state.Map).Text),
            ("mapof", state.MapOf),
            ("below", state.Lower == LowerView.Parallel ? "parallel" : null),
            ("only", state.Filter.Active ? string.Join(';', state.Filter.Ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.Key}:{range.Value.Low:R}:{range.Value.High:R}"))) : null),
            ("zoom", state.TradeoffZoom?.ToString()),
            ("zoom2", state.SimilarityZoom?.ToString()),
        ];
        var query = string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Escape(part.Value!)}"));
        return query.Length > 0 ? "?" + query : "";
    }

    /// <summary>Reads an address. What is wrong in it is ignored and told; nothing else suffers.</summary>
    /// <param name="query">The address's query.</param>
    /// <param name="known">The datasets there are.</param>
    /// <param name="first">The dataset that the form begins with.</param>
    public static ExploreAddress Read(string query, KnownDatasets known, string first)
    {
        ArgumentNullException.ThrowIfNull(known);
        var values = QueryHelpers.ParseQuery(query).ToDictionary(pair => pair.Key, pair => pair.Value.LastOrDefault() ?? "", StringComparer.OrdinalIgnoreCase);
        var faults = new List<string>();
        var form = ReadForm(values, known, first, faults);
        var state = new ExploreState
        {
            Sweep = Take("sweep", Number, "a sweep has a number, such as sweep=3"),
            Run = Take("run", Number, "a run has a number, such as run=12"),
            Second = Take("beside", text => Named(Seconds, text), "there are layers, epochs and map") ?? SecondView.Similarity,
            Method = Take("curve", text => MethodCatalogue.Find(text) is { } method ? (true, method.Id) : default, $"there are {string.Join(", ", MethodCatalogue.All.Select(method => method.Id))}"),
            Map = Take("map", text => Named(Measures, text), "there are gap and similarity; ap needs no word") ?? MapMeasure.AveragePrecision,
            MapOf = values.Remove("mapof", out var family) ? family : null,
            Lower = Take("below", text => (text == "parallel", (LowerView?)LowerView.Parallel), "there is parallel; the runs need no word") ?? LowerView.Runs,
            Filter = Take("only", Filter, $"write axis:low:high, as in only=lambda:0.2:0.4; the axes are {string.Join(", ", RunAxis.All.Select(axis => axis.Id))}") ?? RunFilter.None,
            TradeoffZoom = Take("zoom", text => Zoom.Parse(text) is { } zoom ? (true, zoom) : default, "write left,right,bottom,top"),
            SimilarityZoom = Take("zoom2", text => Zoom.Parse(text) is { } zoom ? (true, zoom) : default, "write left,right,bottom,top"),
        };
        faults.AddRange(values.Keys.Select(name => $"‘{name}’ is not known."));
        return new ExploreAddress(state, form, faults);

        T? Take<T>(string name, Func<string, (bool Right, T Value)> read, string help)
        {
            if (!values.Remove(name, out var text))
            {
                return default;
            }

            if (read(text) is (true, var value))
            {
                return value;
            }

            faults.Add($"‘{name}={Brief(text)}’: {help}.");
            return default;
        }
    }

    private static SweepForm ReadForm(Dictionary<string, string> values, KnownDatasets known, string first, List<string> faults)
    {
        var form = new SweepForm { Dataset = first };
        if (values.Remove(FormQuery.Dataset, out var dataset))
        {
            if (known.Find(dataset) is not { } source)
            {
                faults.Add($"‘{FormQuery.Dataset}={Brief(dataset)}’: there is no such dataset here.");
            }
            else if (source.Locate(known.Folders) is { AtHand: false })
            {
                faults.Add($"‘{FormQuery.Dataset}={Brief(dataset)}’: {source.Info.Name} is not at hand here yet; the form says how to get it.");
            }
            else
            {
                form.Dataset = dataset;
            }
        }

        form.Images = known.Find(form.Dataset) is { Info.Images: true };
        foreach (var name in FormQuery.Names)
        {
            if (values.Remove(name, out var value) && FormQuery.Read(form, name, value) is { } fault)
            {
                faults.Add($"‘{name}={Brief(value)}’: {fault}.");
            }
        }

        return form;
    }

    private static (bool, long?) Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (true, number) : default;

    private static (bool, T?) Named<T>((string Text, T Value)[] names, string text)
        where T : struct =>
        Array.FindIndex(names, name => name.Text == text) is >= 0 and var index ? (true, names[index].Value) : default;

    private static (bool, RunFilter?) Filter(string text)
    {
        var filter = RunFilter.None;
        foreach (var item in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (item.Split(':') is not [var axis, var low, var high]
                || RunAxis.Find(axis) is null
                || !double.TryParse(low, NumberStyles.Float, CultureInfo.InvariantCulture, out var from)
                || !double.TryParse(high, NumberStyles.Float, CultureInfo.InvariantCulture, out var to)
                || !(from <= to))
            {
                return default;
            }

            filter = filter.With(axis, (from, to));
        }

        return (true, filter);
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    // Lists and ranges stay legible: these characters mean nothing in a query.
    private static string Escape(string value) => Uri.EscapeDataString(value)
        .Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal).Replace("%3B", ";", StringComparison.Ordinal);

    private static string Brief(string text) => text.Length > 40 ? text[..40] + "…" : text;
}

/// <summary>What an address says.</summary>
/// <param name="State">What is to be seen.</param>
/// <param name="Form">The form as it is to stand.</param>
/// <param name="Faults">What was ignored and why, a sentence each.</param>
public sealed record ExploreAddress(ExploreState State, SweepForm Form, IReadOnlyList<string> Faults);
