namespace Fairer.Web.Components.Charts;

/// <summary>Makes a figure legible from the back of a room: thicker lines, larger markers.</summary>
/// <remarks>A series that was the same object before is the same object afterwards, so that it is not sent again.</remarks>
public sealed class TalkFigure
{
    private readonly Dictionary<string, (Trace From, Trace To)> _made = [];
    private double _scale;
    private bool _legend;

    /// <summary>Enlarges a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="scale">How many times larger.</param>
    /// <param name="legend">Whether the figure keeps its legend; otherwise its names stand elsewhere.</param>
    public Figure Enlarge(Figure figure, double scale, bool legend)
    {
        ArgumentNullException.ThrowIfNull(figure);
        if (scale != _scale || legend != _legend)
        {
            (_scale, _legend) = (scale, legend);
            _made.Clear();
        }

        return figure with { Traces = [.. figure.Traces.Select(Enlarge)] };
    }

    private Trace Enlarge(Trace trace)
    {
        if (!_made.TryGetValue(trace.Uid, out var made) || !ReferenceEquals(made.From, trace))
        {
            _made[trace.Uid] = made = (trace, trace with
            {
                ShowLegend = trace.ShowLegend && _legend,
                Line = trace.Line is { } line ? line with { Width = line.Width * _scale } : null,
                Marker = trace.Marker with
                {
                    Size = trace.Marker.Size * _scale,
                    Line = trace.Marker.Line is { } edge ? edge with { Width = edge.Width * _scale } : null,
                },
                ErrorX = Enlarge(trace.ErrorX),
                ErrorY = Enlarge(trace.ErrorY),
            });
        }

        return made.To;
    }

    private ErrorBars? Enlarge(ErrorBars? bars) => bars is null ? null : bars with { Thickness = bars.Thickness * _scale, Width = bars.Width * _scale };
}
