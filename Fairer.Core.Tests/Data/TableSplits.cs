using Fairer.Core.Data;

namespace Fairer.Core.Tests;

/// <summary>Splits of datasets that are known to be tables.</summary>
internal static class TableSplits
{
    public static TableSplit Split(this IDataset dataset, int seed, Binning binning) =>
        (TableSplit)dataset.Split(seed, new DataEncoding(binning));
}
