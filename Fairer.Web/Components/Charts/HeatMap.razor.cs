using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Fairer.Web.Components.Charts;

/// <summary>A grid of coloured cells with their numbers, a colour bar, and a line that tells about the cell in question;
/// arrow keys go from cell to cell.</summary>
public sealed partial class HeatMap
{
    // The drawing's own units; the browser scales it to the room there is.
    private const double Width = 760;
    private const double Height = 430;
    private const double Left = 82;
    private const double Right = 150;
    private const double Top = 8;
    private const double Bottom = 62;
    private const int BarSteps = 48;

    private ElementReference[] _cells = [];
    private (int Row, int Column)? _looked;

    /// <summary>The heading.</summary>
    [Parameter]
    [EditorRequired]
    public required string Title { get; set; }

    /// <summary>One line under the heading.</summary>
    [Parameter]
    public string Subtitle { get; set; } = "";

    /// <summary>What is shown.</summary>
    [Parameter]
    [EditorRequired]
    public required HeatMapData Data { get; set; }

    /// <summary>What the columns are.</summary>
    [Parameter]
    [EditorRequired]
    public required string XTitle { get; set; }

    /// <summary>What the rows are.</summary>
    [Parameter]
    [EditorRequired]
    public required string YTitle { get; set; }

    /// <summary>What the colours stand for.</summary>
    [Parameter]
    [EditorRequired]
    public required string ValueName { get; set; }

    /// <summary>What is said while no cell is in question.</summary>
    [Parameter]
    public string Hint { get; set; } = "";

    /// <summary>Takes the row and column of a cell that was clicked.</summary>
    [Parameter]
    public EventCallback<(int Row, int Column)> OnChosen { get; set; }

    private static double BarStep => (Height - Top - Bottom) / BarSteps;

    private double CellWidth => (Width - Left - Right) / Math.Max(1, Data.Columns.Count);

    private double CellHeight => (Height - Top - Bottom) / Math.Max(1, Data.Rows.Count);

    // One cell is on the way of the Tab key; arrows move within.
    private (int Row, int Column) Roving => _looked is { } looked && Inside(looked) ? looked : (Data.Rows.Count - 1, 0);

    private HeatMapCell? Looked => _looked is { } looked && Inside(looked) ? Data.Cells[looked.Row][looked.Column] : null;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var count = Data.Rows.Count * Data.Columns.Count;
        if (_cells.Length != count)
        {
            _cells = new ElementReference[count];
        }
    }

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Format(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private bool Inside((int Row, int Column) place) =>
        place.Row >= 0 && place.Row < Data.Rows.Count && place.Column >= 0 && place.Column < Data.Columns.Count;

    private double? ShareOf(HeatMapCell cell)
    {
        var (low, high) = Data.Range;
        return cell.Value is { } value && double.IsFinite(value) ? (high > low ? (value - low) / (high - low) : 0.5) : null;
    }

    private void Look(int row, int column) => _looked = (row, column);

    private Task ChooseAsync(int row, int column)
    {
        Look(row, column);
        return OnChosen.InvokeAsync((row, column));
    }

    private async Task OnKeyAsync(KeyboardEventArgs key)
    {
        var (row, column) = Roving;
        (int Row, int Column) next = key.Key switch
        {
            "ArrowUp" => (row - 1, column),
            "ArrowDown" => (row + 1, column),
            "ArrowLeft" => (row, column - 1),
            "ArrowRight" => (row, column + 1),
            _ => (row, column),
        };
        if (key.Key is "Enter" or " ")
        {
            await ChooseAsync(row, column);
        }
        else if (next != (row, column) && Inside(next))
        {
            Look(next.Row, next.Column);
            await _cells[(next.Row * Data.Columns.Count) + next.Column].FocusAsync(preventScroll: true);
        }
    }
}
