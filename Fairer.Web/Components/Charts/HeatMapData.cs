namespace Fairer.Web.Components.Charts;

/// <summary>What a heat map shows.</summary>
/// <param name="Rows">The rows' labels, from top to bottom.</param>
/// <param name="Columns">The columns' labels, from left to right.</param>
/// <param name="Cells">The cells, row by row.</param>
public sealed record HeatMapData(IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<HeatMapCell>> Cells)
{
    /// <summary>The least and the greatest value; the same twice where there is none.</summary>
    public (double Low, double High) Range
    {
        get
        {
            double[] values = [.. Cells.SelectMany(row => row).Select(cell => cell.Value).OfType<double>().Where(double.IsFinite)];
            return values.Length == 0 ? (0, 0) : (values.Min(), values.Max());
        }
    }
}

/// <summary>One cell.</summary>
/// <param name="Value">What its colour stands for; null while there is nothing.</param>
/// <param name="Text">What is written in it.</param>
/// <param name="Help">All that is to be told about it.</param>
public sealed record HeatMapCell(double? Value, string Text, string Help);
