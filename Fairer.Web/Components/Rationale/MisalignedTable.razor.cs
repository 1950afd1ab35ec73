using System.Globalization;
using Fairer.Core.Rationale.Maps;
using Fairer.Web.Services.Rationale;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Rationale;

/// <summary>The weights that decide most unlike for the two subgroups, and what each connects.</summary>
public sealed partial class MisalignedTable
{
    private const int Rows = 40;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    private RationaleShown? _listed;
    private IReadOnlyList<MisalignedWeight> _weights = [];
    private double _whole;

    /// <summary>The rationale; it has a map.</summary>
    [Parameter]
    [EditorRequired]
    public required RationaleShown Shown { get; set; }

    /// <summary>What subgroup 0 is called.</summary>
    [Parameter]
    [EditorRequired]
    public required string Zero { get; set; }

    /// <summary>What subgroup 1 is called.</summary>
    [Parameter]
    [EditorRequired]
    public required string One { get; set; }

    private string Symbol => Shown.Exact ? "c" : "ĉ";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_listed, Shown))
        {
            _listed = Shown;
            _weights = MisalignedWeight.Of(Shown.Map!, Rows);
            _whole = Shown.Map!.Difference;
        }
    }

    private string Share(MisalignedWeight weight) => (Math.Abs(weight.Difference) / _whole).ToString("0.0 %", Culture);

    // Beside the greatest.
    private int Length(MisalignedWeight weight) => (int)Math.Ceiling(54 * Math.Abs(weight.Difference / _weights[0].Difference));

    private static MarkupString Small(double value)
    {
        if (value == 0)
        {
            return new("0");
        }

        var exponent = (int)Math.Floor(Math.Log10(value));
        return new($"{(value / Math.Pow(10, exponent)).ToString("0.0", Culture)}·10<sup>{exponent.ToString(Culture).Replace('-', '−')}</sup>");
    }
}
