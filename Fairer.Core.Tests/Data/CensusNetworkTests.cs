using System.Text;
using Fairer.Core.Data;
using Fairer.Core.Data.Census;
using Fairer.Core.Data.Synthesis;

namespace Fairer.Core.Tests.Data;

public sealed class CensusNetworkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_seed_gives_its_rows_again_and_another_seed_others()
    {
        var network = CensusNetwork.Embedded;
        var first = network.Sample(500, 1);
        Assert.Equal(first.Column(0), network.Sample(500, 1).Column(0));
        Assert.NotEqual(first.Column(0).ToArray(), network.Sample(500, 2).Column(0).ToArray());

        // Part of the project's results: every machine draws these rows.
        var census = network.Sample(network.Rows, 0);
        Assert.Equal("39 14 0 2051 38 2 0 11 1 4 0 1", Row(census, 0));
        Assert.Equal("28 13 0 0 35 2 2 11 5 4 0 0", Row(census, 45_221));

        static string Row(CensusTable table, int row) =>
            string.Join(' ', CensusSchema.Columns.Select((_, place) => table.Column(place)[row]));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var text = Text(CensusNetwork.Embedded);
        Assert.Equal(text, Text(Read(text)));
        Assert.Equal(CensusNetwork.Embedded.Sample(100, 0).Column(4), Read(text).Sample(100, 0).Column(4));
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", "of version 1")]
    [InlineData("fairer census network", "something else", "not a census network")]
    [InlineData("\"name\":\"age\"", "\"name\":\"years\"", "not the columns of the census")]
    [InlineData("\"rows\":45222", "\"rows\":0", "fitted to no row")]
    [InlineData("\"rows\":45222,", "", "not a census network")]
    [InlineData("[17,18,", "[17,", "'age' has a bin")]
    [InlineData("\"table\":[[86,", "\"table\":[[87,", "'age' has a distribution")]
    [InlineData("\"table\":[[86,", "\"table\":[[", "'age' has a distribution")]
    [InlineData("\"parents\":[4,", "\"parents\":[40,", "'age' has parents that are not there")]
    [InlineData("\"parents\":[4,", "\"parents\":[0,", "")]
    [InlineData("]}\n", "", "not a census network")]
    public void A_damaged_file_is_refused(string from, string to, string message)
    {
        var text = Text(CensusNetwork.Embedded);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var fault = Assert.Throws<DataException>(() => Read(text.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains("fit-census", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_search_finds_dependencies_and_leaves_independent_variables_alone()
    {
        // 0 → 1 → 2, and 3 on its own.
        var random = new SeededRandom(5, RandomPurpose.Synthesis);
        byte[][] states = [new byte[5000], new byte[5000], new byte[5000], new byte[5000]];
        for (var row = 0; row < 5000; row++)
        {
            states[0][row] = (byte)random.NextInt(3);
            states[1][row] = random.NextInt(5) > 0 ? states[0][row] : (byte)random.NextInt(3);
            states[2][row] = random.NextInt(5) > 0 ? states[1][row] : (byte)random.NextInt(3);
            states[3][row] = (byte)random.NextInt(4);
        }

        var parents = StructureSearch.Run(new DiscreteTable(states, [3, 3, 3, 4]), new CensusFit(), Cancellation);
        var arcs = parents.SelectMany((set, child) => set.Select(parent => (Math.Min(parent, child), Math.Max(parent, child)))).Order();
        Assert.Equal([(0, 1), (1, 2)], arcs);
    }

    [Fact]
    public void A_table_is_smoothed_counts_and_pools_rare_states()
    {
        // The child equals the parent's parity; parent states 2 and 3 are rare, but together enough.
        byte[] parent = [.. Enumerable.Range(0, 200).Select(row => (byte)(row < 90 ? 0 : row < 180 ? 1 : row < 190 ? 2 : 3))];
        byte[] child = [.. parent.Select(state => (byte)(state % 2))];
        var fit = new CensusFit { MinimumRows = 20, Smoothing = 10 };
        var table = ConditionalTable.Fit(new DiscreteTable([child, parent], [2, 4]), 0, [1], fit);
        Assert.Equal([500, 500], table.Weights);
        Assert.Equal([0, 1, 2, 2], table.BranchOf);
        Assert.Equal([950, 50], table.Branches[0].Weights);
        Assert.Equal([50, 950], table.Branches[1].Weights);
        Assert.Equal([500, 500], table.Branches[2].Weights);
    }

    [Fact]
    public void Bins_hold_neighbouring_values_and_none_that_only_a_few_have()
    {
        int[] column = [.. Enumerable.Repeat(0, 900), .. Enumerable.Range(1, 100).SelectMany(value => Enumerable.Repeat(value, value == 50 ? 1 : 10))];
        var bins = ValueBins.Cut(column, 5, 5, out var lastValues);
        Assert.Equal([0], bins[0].Values);
        Assert.Equal(column.Length, bins.Sum(bin => bin.Weights.Sum()));
        Assert.DoesNotContain(50, bins.SelectMany(bin => bin.Values));
        Assert.Equal(bins.SelectMany(bin => bin.Values).Order(), bins.SelectMany(bin => bin.Values));
        foreach (var (place, bin) in bins.Index())
            Assert.All(bin.Values, value => Assert.Equal(place, ValueBins.BinOf(value, lastValues)));
    }

    private static string Text(CensusNetwork network)
    {
        using var stream = new MemoryStream();
        network.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static CensusNetwork Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return CensusNetwork.Read(stream, "test.json");
    }
}
