using System.Globalization;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services.Explore;

/// <summary>The form as part of an address: what differs from the form's beginning, by short names.</summary>
public static class FormQuery
{
    /// <summary>The name of the dataset, which decides what the others mean and so is read first.</summary>
    public const string Dataset = "data";

    private static readonly Part[] Parts =
    [
        new("metric", form => form.Metric.Id(), (form, text) =>
        {
            var known = FairnessMetrics.TryParse(text, out var metric);
            form.Metric = known ? metric : form.Metric;
            return known ? null : "there are dp and eo";
        }),
        new("neuron", form => form.Granularity == Granularity.Unit ? "unit" : "weight", (form, text) =>
        {
            form.Granularity = text == "unit" ? Granularity.Unit : text == "weight" ? Granularity.Parameter : form.Granularity;
            return text is "unit" or "weight" ? null : "there are weight and unit";
        }),
        new("methods", form => string.Join(',', MethodCatalogue.All.Select(method => method.Id).Where(form.Methods.Contains)), ReadMethods),
        new("networks", WriteNetworks, ReadNetworks),
        new("lambda", form => Tight(form.Lambdas), (form, text) => Take<double>(text, NumberList.TryParse, () => form.Lambdas = text)),
        new("beta", form => Tight(form.Betas), (form, text) => Take<double>(text, NumberList.TryParse, () => form.Betas = text)),
        new("strength", form => Tight(form.Strengths), (form, text) => Take<double>(text, NumberList.TryParse, () => form.Strengths = text)),
        new("seeds", form => Tight(form.Seeds), (form, text) => Take<int>(text, NumberList.TryParse, () => form.Seeds = text)),
        new("epochs", form => Tight(form.Epochs), (form, text) => TakeWhole(text, () => form.Epochs = text)),
        new("steps", form => Tight(form.Steps), (form, text) => TakeWhole(text, () => form.Steps = text)),
        new("size", form => Tight(form.ImageSize), (form, text) => TakeWhole(text, () => form.ImageSize = text)),
        new("device", form => form.Device, (form, text) =>
        {
            form.Device = text;
            return null;
        }),
    ];

    /// <summary>The names that a form has in an address.</summary>
    public static IEnumerable<string> Names => Parts.Select(part => part.Name);

    /// <summary>What differs from the form's beginning. What the form itself calls wrong is left out.</summary>
    public static IEnumerable<(string Name, string Value)> Write(SweepForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var fresh = Fresh();
        return
        [
            .. from part in Parts
               let value = part.Write(form)
               where value != part.Write(fresh) && part.Read(Fresh(), value) is null
               select (part.Name, value),
        ];

        SweepForm Fresh() => new() { Dataset = form.Dataset, Images = form.Images };
    }

    /// <summary>Takes one value into a form.</summary>
    /// <param name="form">The form; its dataset is chosen already.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="value">Its value.</param>
    /// <returns>What is wrong with the value, which is ignored then; null when nothing is.</returns>
    public static string? Read(SweepForm form, string name, string value) => Parts.First(part => part.Name == name).Read(form, value);

    private delegate bool ListReader<T>(string text, out IReadOnlyList<T> values, out string? fault);

    private static string? Take<T>(string text, ListReader<T> read, Action take)
    {
        if (read(text, out _, out var fault))
        {
            take();
        }

        return fault?.TrimEnd('.');
    }

    private static string? TakeWhole(string text, Action take)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return $"'{text}' is not a whole number";
        }

        take();
        return null;
    }

    private static string? ReadMethods(SweepForm form, string text)
    {
        string[] ids = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries)];
        if (ids.FirstOrDefault(id => MethodCatalogue.Find(id) is null) is { } unknown)
        {
            return $"there is no method '{unknown}'; there are {string.Join(", ", MethodCatalogue.All.Select(method => method.Id))}";
        }

        form.Methods = ids;
        return ids.Length > 0 ? null : "no method is named";
    }

    private static string WriteNetworks(SweepForm form) => form.Images
        ? string.Join(',', ConvNet.All.Where(form.ConvNets.Contains))
        : Tight(string.Join(',', SweepForm.PaperWidths.Where(form.Widths.Contains).Select(width => $"{width}").Append(form.OtherNetworks).Where(text => text.Length > 0)));

    private static string? ReadNetworks(SweepForm form, string text)
    {
        if (!NumberList.TryParse(text, out IReadOnlyList<NetworkShape> networks, out var fault))
        {
            return fault!.TrimEnd('.');
        }

        if (networks.FirstOrDefault(network => network.ReadsImages != form.Images) is { } other)
        {
            return $"{other} {(form.Images ? "reads tables and the dataset has images" : "reads images and the dataset is a table")}";
        }

        form.SetNetworks(networks);
        return null;
    }

    private static string Tight(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private sealed record Part(string Name, Func<SweepForm, string> Write, Func<SweepForm, string, string?> Read);
}
