using System.Numerics;
using Fairer.Core.Data;

namespace Fairer.Core.Training.Managed;

/// <summary>A split's rows as panels: what every evaluation of every run with that split reads.</summary>
internal sealed class SplitPanels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public SplitPanels(TableSplit data)
    {
        Validation = new PartPanels<T>(data.Validation, [.. Enumerable.Range(0, data.Validation.Count)]);
        Test = new PartPanels<T>(data.Test, [.. Enumerable.Range(0, data.Test.Count)]);
        TrainCells = new PartPanels<T>[2, 2];
        for (var group = 0; group < 2; group++)
        {
            for (var label = 0; label < 2; label++)
            {
                TrainCells[group, label] = new PartPanels<T>(
                    data.Train,
                    [.. Enumerable.Range(0, data.Train.Count)
                        .Where(row => data.Train.Groups[row] == group && data.Train.Labels[row] == label)]);
            }
        }
    }

    /// <summary>The training rows of each subgroup and label, <c>[group, label]</c>.</summary>
    public PartPanels<T>[,] TrainCells { get; }

    public PartPanels<T> Validation { get; }

    public PartPanels<T> Test { get; }
}

/// <summary>Some rows of a split as panels, with their labels and subgroups in the same order.</summary>
internal sealed class PartPanels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public PartPanels(EncodedRows rows, int[] chosen)
    {
        Count = chosen.Length;
        Labels = Array.ConvertAll(chosen, row => rows.Labels[row]);
        Groups = Array.ConvertAll(chosen, row => rows.Groups[row]);
        var panels = PanelMatrix<T>.PanelsFor(Count);
        Inputs = new PanelMatrix<T>(rows.Width, panels);
        Targets = new LabelPanels<T>(panels);
        for (var i = 0; i < Count; i++)
        {
            Inputs.SetColumn(i, rows.Row(chosen[i]));
            Targets.SetSample(i, Labels[i]);
        }
    }

    public int Count { get; }

    public byte[] Labels { get; }

    public byte[] Groups { get; }

    public PanelMatrix<T> Inputs { get; }

    /// <summary>The labels as the passes read them.</summary>
    public LabelPanels<T> Targets { get; }
}
