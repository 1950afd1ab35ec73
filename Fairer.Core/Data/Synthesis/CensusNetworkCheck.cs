using Fairer.Core.Data.Census;

namespace Fairer.Core.Data.Synthesis;

/// <summary>Whether the parts of a census network fit together.</summary>
internal static class CensusNetworkCheck
{
    /// <summary>Looks through every variable.</summary>
    /// <exception cref="DataException">Something does not fit; the message names the variable.</exception>
    public static void Run(IReadOnlyList<CensusVariable> variables, int rows)
    {
        Require(rows > 0, "it was fitted to no row");
        Require(
            variables.Select(variable => variable.Name).SequenceEqual(CensusSchema.Columns.Select(column => column.Name)),
            "its variables are not the columns of the census");

        int[] sizes = [.. variables.Select((variable, place) => Size(variable, CensusSchema.Columns[place]))];
        foreach (var (place, variable) in variables.Index())
        {
            Require(
                variable.Parents.All(parent => parent >= 0 && parent < sizes.Length)
                    && variable.Parents.Distinct().Count() == variable.Parents.Length,
                $"'{variable.Name}' has parents that are not there");
            CheckTable(variable.Name, variable.Table, sizes[place], variable.Parents, sizes);
        }
    }

    /// <summary>The places of the variables, parents before children.</summary>
    /// <exception cref="DataException">The variables depend on each other in a circle.</exception>
    public static int[] Order(IReadOnlyList<CensusVariable> variables)
    {
        var order = new List<int>();
        while (order.Count < variables.Count)
        {
            var next = Enumerable.Range(0, variables.Count)
                .FirstOrDefault(place => !order.Contains(place) && variables[place].Parents.All(order.Contains), -1);
            Require(next >= 0, "its variables depend on each other in a circle");
            order.Add(next);
        }

        return [.. order];
    }

    private static int Size(CensusVariable variable, CensusColumn column)
    {
        Require(
            column.Categories.Count > 0 == (variable.Bins.Length == 0),
            $"'{variable.Name}' has bins though it is a category, or none though it is a number");
        foreach (var bin in variable.Bins)
        {
            Require(
                bin.Values.Length > 0 && bin.Values.Length == bin.Weights.Length && bin.Weights.All(weight => weight > 0),
                $"'{variable.Name}' has a bin whose values and weights do not fit");
        }

        return Math.Max(column.Categories.Count, variable.Bins.Length);
    }

    private static void CheckTable(string name, ConditionalTable table, int size, ReadOnlySpan<int> parents, int[] sizes)
    {
        Require(
            table.Weights.Length == size && table.Weights.All(weight => weight >= 0) && table.Weights.Sum() == ConditionalTable.Scale,
            $"'{name}' has a distribution that does not sum to {ConditionalTable.Scale} over {size} states");
        if (table.BranchOf.Length == 0)
            return;

        Require(
            !parents.IsEmpty && table.BranchOf.Length == sizes[parents[0]]
                && table.BranchOf.All(branch => branch >= -1 && branch < table.Branches.Length),
            $"'{name}' has a table that does not fit its parents");
        foreach (var branch in table.Branches)
            CheckTable(name, branch, size, parents[1..], sizes);
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
            throw new DataException($"The census network is damaged: {problem}. Fit it anew with 'fairer fit-census'.");
    }
}
