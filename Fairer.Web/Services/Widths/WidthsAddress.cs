using System.Globalization;
using Fairer.Core.Fairness;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairer.Web.Services.Widths;

/// <summary>What the page of widths shows, as its address holds it.</summary>
/// <param name="Form">What is typed.</param>
/// <param name="Depth">The number of hidden layers that is shown.</param>
/// <param name="ByGap">Whether networks are compared at equal gap; otherwise at equal λ.</param>
/// <param name="Value">The λ or gap; null for what the page chooses itself.</param>
public sealed record WidthsAddress(WidthsForm Form, int Depth, bool ByGap, double? Value)
{
    private const string Page = "widths";

    /// <summary>Reads an address. What it does not say, or says in a way that nobody understands, is as the page begins with.</summary>
    /// <param name="address">The whole address.</param>
    /// <param name="dataset">The dataset to begin with.</param>
    public static WidthsAddress Read(string address, string dataset)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string Text(string name, string usual) => query.TryGetValue(name, out var values) ? values.ToString() : usual;
        var usual = new WidthsForm();
        string[] methods = [.. Text("methods", string.Join(',', usual.Methods)).Split(',').Where(WidthsForm.Comparable.Contains)];
        return new WidthsAddress(
            new WidthsForm
            {
                Dataset = Text("data", dataset),
                Metric = Text("metric", "dp") == "eo" ? FairnessMetric.EqualizedOdds : FairnessMetric.DemographicParity,
                Methods = methods.Length > 0 ? methods : usual.Methods,
                Widths = Text("widths", usual.Widths),
                Depths = Text("depths", usual.Depths),
                Lambdas = Text("lambda", usual.Lambdas),
                Betas = Text("beta", usual.Betas),
                Seeds = Text("seeds", usual.Seeds),
                Epochs = Text("epochs", usual.Epochs),
                Steps = Text("steps", usual.Steps),
            },
            int.TryParse(Text("depth", "2"), CultureInfo.InvariantCulture, out var depth) ? depth : 2,
            Text("at", "lambda") == "gap",
            double.TryParse(Text("value", ""), CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null);
    }

    /// <summary>The address, relative to the dashboard's own; it says only what is not as the page begins with.</summary>
    public string Write()
    {
        var usual = new WidthsForm();
        (string Name, string Value, string Usual)[] all =
        [
            ("data", Form.Dataset, ""),
            ("metric", Form.Metric.Id(), "dp"),
            ("methods", string.Join(',', Form.Methods), string.Join(',', usual.Methods)),
            ("widths", Form.Widths, usual.Widths),
            ("depths", Form.Depths, usual.Depths),
            ("lambda", Form.Lambdas, usual.Lambdas),
            ("beta", Form.Betas, usual.Betas),
            ("seeds", Form.Seeds, usual.Seeds),
            ("epochs", Form.Epochs, usual.Epochs),
            ("steps", Form.Steps, usual.Steps),
            ("depth", Depth.ToString(CultureInfo.InvariantCulture), "2"),
            ("at", ByGap ? "gap" : "lambda", "lambda"),
            ("value", Value is { } value ? Formats.Weight(value) : "", ""),
        ];
        return QueryHelpers.AddQueryString(Page, all.Where(part => part.Value != part.Usual).ToDictionary(part => part.Name, part => (string?)part.Value));
    }
}
