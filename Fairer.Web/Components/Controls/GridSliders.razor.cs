using System.Globalization;
using Fairer.Core.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>Sliders for λ and β that write the two text fields and follow them, and a picture of the grid that the two
/// make.</summary>
public sealed partial class GridSliders
{
    private const int Height = 76;

    // More dots than this are no picture.
    private const int MostDots = 600;

    private static readonly double[] LambdaSteps = [0.05, 0.1, 0.2, 0.5];
    private static readonly double[] WideSteps = [0.25, 0.5, 1, 2];
    private static readonly double[] BetaSteps = [0.005, 0.01, 0.02, 0.05];

    private IReadOnlyList<double> _lambdas = [];
    private IReadOnlyList<double> _betas = [];
    private (double X, double Y)[] _dots = [];
    private double _radius = 3;
    private double _lambdaEnd = 1;
    private double _betaEnd = 0.1;

    /// <summary>λ, as text.</summary>
    [Parameter]
    [EditorRequired]
    public required string Lambdas { get; set; }

    /// <summary>β, as text.</summary>
    [Parameter]
    [EditorRequired]
    public required string Betas { get; set; }

    /// <summary>Whether λ takes the larger values that EO needs.</summary>
    [Parameter]
    public bool Wide { get; set; }

    /// <summary>Whether any chosen method has λ.</summary>
    [Parameter]
    public bool UsesLambda { get; set; } = true;

    /// <summary>Whether any chosen method has β.</summary>
    [Parameter]
    public bool UsesBeta { get; set; } = true;

    /// <summary>Takes λ's new text.</summary>
    [Parameter]
    public EventCallback<string> OnLambdas { get; set; }

    /// <summary>Takes β's new text.</summary>
    [Parameter]
    public EventCallback<string> OnBetas { get; set; }

    private string Summary => (UsesLambda, UsesBeta) switch
    {
        (false, _) => "no chosen method has λ",
        _ when _lambdas.Count == 0 || (UsesBeta && _betas.Count == 0) => "mend the marked field",
        (_, false) => $"{_lambdas.Count} λ, no β",
        _ => $"{_lambdas.Count} × {_betas.Count} = {_lambdas.Count * _betas.Count} {(_lambdas.Count * _betas.Count == 1 ? "point" : "points")}",
    };

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _lambdas = UsesLambda ? Read(Lambdas) : [];
        _betas = UsesBeta ? Read(Betas) : [];
        _lambdaEnd = EndOf(_lambdas, 1);
        _betaEnd = EndOf(_betas, 0.1);
        double[] rows = UsesBeta ? [.. _betas] : [0];
        _dots = (long)_lambdas.Count * rows.Length > MostDots
            ? []
            : [.. from lambda in _lambdas from beta in rows select (42 + (250 * lambda / _lambdaEnd), Height - 22 - ((Height - 30) * beta / _betaEnd))];
        _radius = Math.Clamp(18 / Math.Sqrt(Math.Max(1, _dots.Length)), 1.6, 3.4);
    }

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static double EndOf(IReadOnlyList<double> values, double otherwise) => values.DefaultIfEmpty(0).Max() is > 0 and var most ? most : otherwise;

    private static IReadOnlyList<double> Read(string text) =>
        NumberList.TryParse(text, out IReadOnlyList<double> values, out _) ? [.. values.Where(value => value >= 0)] : [];
}
