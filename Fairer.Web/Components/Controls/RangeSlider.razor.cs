using System.Globalization;
using Fairer.Core.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Fairer.Web.Components.Controls;

/// <summary>A range from, to and by steps, with two thumbs, that writes a text such as <c>0.2:0.6:0.1</c> and follows it when
/// it is typed.</summary>
public sealed partial class RangeSlider
{
    private double _from;
    private double _to;
    private double? _step;

    /// <summary>What the inputs' ids begin with.</summary>
    [Parameter]
    [EditorRequired]
    public required string Name { get; set; }

    /// <summary>What it sets, for people.</summary>
    [Parameter]
    [EditorRequired]
    public required string Symbol { get; set; }

    /// <summary>The text.</summary>
    [Parameter]
    [EditorRequired]
    public required string Text { get; set; }

    /// <summary>The largest value that can be set; a larger one that is typed makes room for itself.</summary>
    [Parameter]
    public double Most { get; set; } = 1;

    /// <summary>The distance of neighbouring values of a thumb where the text is a list without one.</summary>
    [Parameter]
    public double Grain { get; set; } = 0.05;

    /// <summary>The steps to choose from.</summary>
    [Parameter]
    public IReadOnlyList<double> Steps { get; set; } = [0.1];

    /// <summary>Whether it does not matter now.</summary>
    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>Takes each new text.</summary>
    [Parameter]
    public EventCallback<string> OnText { get; set; }

    // By whole steps, so that both ends belong to the range.
    private double Notch => _step ?? Grain;

    private double End => Math.Max(Most, _to);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // A text that is none leaves the thumbs where they are.
        if (NumberList.TryParse(Text, out IReadOnlyList<double> values, out _) && values.Count > 0 && values.All(double.IsFinite))
        {
            (_from, _to) = (Math.Max(0, values.Min()), Math.Max(0, values.Max()));
            _step = NumberList.Spacing(values) ?? (values.Count == 1 ? _step ?? Steps[0] : values.Count == 2 ? Round(_to - _from) : (double?)null);
        }
    }

    private static string T(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static double Round(double value) => (double)Math.Round((decimal)value, 6);

    private static double Nearest(double value, double step) => Round(step * Math.Round(value / step));

    private static bool Read(ChangeEventArgs change, out double value) =>
        double.TryParse(change.Value as string, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private string Percent(double value) => (100 * value / End).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    private Task SetFrom(ChangeEventArgs change) => Read(change, out var from) ? WriteAsync(from, Math.Max(from, _to), _step) : Task.CompletedTask;

    private Task SetTo(ChangeEventArgs change) => Read(change, out var to) ? WriteAsync(Math.Min(_from, to), to, _step) : Task.CompletedTask;

    private Task SetStep(ChangeEventArgs change) => Read(change, out var step) && step > 0 ? WriteAsync(Nearest(_from, step), Nearest(_to, step), step) : Task.CompletedTask;

    private Task WriteAsync(double from, double to, double? step)
    {
        (_from, _to, _step) = (from, to, step ?? Steps[0]);
        return OnText.InvokeAsync(from == to ? T(from) : $"{T(from)}:{T(to)}:{T(_step.Value)}");
    }
}
