using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Census;

/// <summary>
/// Turns census rows into 120 features (docs/method.md): five numeric columns, standardised and put into ten one-hot bins
/// each, then 35 binary columns as pairs (0, 1).
/// </summary>
/// <remarks>
/// With <see cref="Binning.Shared"/> the deciles of the standardised age are the edges for all five columns, as in the
/// public code of Fair Mixup (Chuang and Mroueh 2021) whose set-up the paper follows.
/// </remarks>
public sealed class CensusEncoding
{
    private static readonly int White = CensusSchema.Columns[CensusSchema.Race].Categories.ToList().IndexOf("White");

    private static readonly (int Column, int Categories)[] Categorical =
        [.. CensusSchema.Categorical.Select(place => (place, CensusSchema.Columns[place].Categories.Count))];

    private readonly Standardiser[] _standardisers;
    private readonly DecileBins[] _bins;

    private CensusEncoding(Standardiser[] standardisers, DecileBins[] bins, Binning binning)
    {
        _standardisers = standardisers;
        _bins = bins;
        FeatureNames = Names(binning);
    }

    /// <summary>One name a feature.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Measures means, deviations and deciles over the given rows (normally the training split).</summary>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public static CensusEncoding Fit(CensusTable table, ReadOnlySpan<int> rows, Binning binning)
    {
        var columns = CensusSchema.Numeric;
        var standardisers = new Standardiser[columns.Count];
        var bins = new DecileBins[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            var values = Values(table.Column(columns[i]), rows);
            standardisers[i] = Standardiser.Fit(values);
            bins[i] = i > 0 && binning == Binning.Shared ? bins[0] : Deciles(values, standardisers[i]);
        }

        return new CensusEncoding(standardisers, bins, binning);
    }

    /// <summary>Encodes rows.</summary>
    public EncodedRows Encode(CensusTable table, ReadOnlySpan<int> rows)
    {
        var width = FeatureNames.Count;
        var features = new float[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
            EncodeRow(table, rows[i], features.AsSpan(i * width, width));
        return new EncodedRows(features, Bytes(table.Column(CensusSchema.Income), rows), Bytes(table.Column(CensusSchema.Sex), rows), width);
    }

    // Sets the one of each one-hot bin and of each pair.
    private void EncodeRow(CensusTable table, int row, Span<float> features)
    {
        var offset = 0;
        for (var i = 0; i < _bins.Length; i++, offset += DecileBins.Count)
        {
            var value = table.Column(CensusSchema.Numeric[i])[row];
            features[offset + _bins[i].BinOf(_standardisers[i].Apply(value))] = 1;
        }

        foreach (var place in Categorical)
        {
            var value = table.Column(place.Column)[row];
            for (var category = 0; category < place.Categories; category++, offset += 2)
                features[offset + (value == category ? 1 : 0)] = 1;
        }

        features[offset + (table.Column(CensusSchema.Race)[row] == White ? 1 : 0)] = 1;
    }

    private static double[] Values(ReadOnlySpan<int> column, ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length];
        for (var r = 0; r < rows.Length; r++)
            values[r] = column[rows[r]];
        return values;
    }

    private static DecileBins Deciles(double[] values, Standardiser standardiser)
    {
        var sorted = Array.ConvertAll(values, standardiser.Apply);
        Array.Sort(sorted);
        return DecileBins.Fit(sorted);
    }

    private static byte[] Bytes(ReadOnlySpan<int> column, ReadOnlySpan<int> rows)
    {
        var bytes = new byte[rows.Length];
        for (var r = 0; r < rows.Length; r++)
            bytes[r] = (byte)column[rows[r]];
        return bytes;
    }

    private static List<string> Names(Binning binning)
    {
        var names = new List<string>();
        foreach (var place in CensusSchema.Numeric)
        {
            var bin = place == 0 || binning == Binning.Own ? "decile" : "bin";
            names.AddRange(Enumerable.Range(1, DecileBins.Count).Select(n => $"{CensusSchema.Columns[place].Name} {bin} {n}"));
        }

        foreach (var place in CensusSchema.Categorical)
        {
            var column = CensusSchema.Columns[place];
            names.AddRange(column.Categories.SelectMany(category => Pair(column, category)));
        }

        var race = CensusSchema.Columns[CensusSchema.Race];
        names.AddRange(Pair(race, race.Categories[White]));
        return names;
    }

    private static string[] Pair(CensusColumn column, string category) =>
        [$"{column.Name} ≠ {category}", $"{column.Name} = {category}"];
}
