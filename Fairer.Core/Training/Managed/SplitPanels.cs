using System.Numerics;
using Fairer.Core.Data;

namespace Fairer.Core.Training.Managed;

/// <summary>A split's rows as panels, coded where they can be: what every run with that split reads.</summary>
internal sealed class SplitPanels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public SplitPanels(TableSplit data)
    {
        var coded = Codebook.Code(data);
        (Book, TrainCodes) = (coded?.Book, coded?.Train);
        Validation = new PartPanels<T>(data.Validation, [.. Enumerable.Range(0, data.Validation.Count)], Book, coded?.Validation);
        Test = new PartPanels<T>(data.Test, [.. Enumerable.Range(0, data.Test.Count)], Book, coded?.Test);
        TrainCells = new PartPanels<T>[2, 2];
        for (var group = 0; group < 2; group++)
        {
            for (var label = 0; label < 2; label++)
            {
                TrainCells[group, label] = new PartPanels<T>(
                    data.Train,
                    [.. Enumerable.Range(0, data.Train.Count)
                        .Where(row => data.Train.Groups[row] == group && data.Train.Labels[row] == label)],
                    Book,
                    coded?.Train);
            }
        }
    }

    /// <summary>How the rows are coded; null where they are not.</summary>
    public Codebook? Book { get; }

    /// <summary>The codes of the training rows, <c>[rows, codes]</c>; null where they are not coded.</summary>
    public ushort[]? TrainCodes { get; }

    /// <summary>Stands for the split where it must not be held.</summary>
    public object Identity { get; } = new();

    /// <summary>The training rows of each subgroup and label, <c>[group, label]</c>.</summary>
    public PartPanels<T>[,] TrainCells { get; }

    public PartPanels<T> Validation { get; }

    public PartPanels<T> Test { get; }
}

/// <summary>Some rows of a split as panels, with their labels and subgroups in the same order.</summary>
internal sealed class PartPanels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public PartPanels(EncodedRows rows, int[] chosen, Codebook? book, ushort[]? codes)
    {
        Count = chosen.Length;
        Labels = Array.ConvertAll(chosen, row => rows.Labels[row]);
        Groups = Array.ConvertAll(chosen, row => rows.Groups[row]);
        var panels = PanelMatrix<T>.PanelsFor(Count);
        Targets = new LabelPanels<T>(panels);
        for (var i = 0; i < Count; i++)
        {
            Targets.SetSample(i, Labels[i]);
        }

        Inputs = book is null ? Dense(rows, chosen) : Coded(book, codes!, chosen);
    }

    public int Count { get; }

    public byte[] Labels { get; }

    public byte[] Groups { get; }

    public Samples<T> Inputs { get; }

    /// <summary>The labels as the passes read them.</summary>
    public LabelPanels<T> Targets { get; }

    private static PanelMatrix<T> Dense(EncodedRows rows, int[] chosen)
    {
        var samples = new PanelMatrix<T>(rows.Width, Samples<T>.PanelsFor(chosen.Length));
        for (var i = 0; i < chosen.Length; i++)
        {
            samples.SetColumn(i, rows.Row(chosen[i]));
        }

        return samples;
    }

    private static CodedSamples<T> Coded(Codebook book, ushort[] codes, int[] chosen)
    {
        var samples = new CodedSamples<T>(book, cells: 1, Samples<T>.PanelsFor(chosen.Length));
        for (var i = 0; i < chosen.Length; i++)
        {
            samples.Set(i, codes.AsSpan(chosen[i] * book.Codes, book.Codes));
        }

        samples.Sort();
        return samples;
    }
}
