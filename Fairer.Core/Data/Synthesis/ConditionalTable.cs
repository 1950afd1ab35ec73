namespace Fairer.Core.Data.Synthesis;

/// <summary>
/// The distribution of one variable given its parents, as a tree: each level distinguishes one parent more, and goes
/// only as deep as enough rows support it.
/// </summary>
/// <param name="Weights">The distribution at this place: whole-number weights, one a state, that sum to
/// <see cref="Scale"/>.</param>
/// <param name="BranchOf">For each state of the next parent the number of its branch, or -1 where the tree ends; empty
/// where no parent is left. States that too few rows have share a branch.</param>
/// <param name="Branches">The refined distributions.</param>
public sealed record ConditionalTable(int[] Weights, int[] BranchOf, ConditionalTable[] Branches)
{
    /// <summary>What the weights of a distribution sum to.</summary>
    public const int Scale = 1000;

    /// <summary>Counts rows into a tree and smooths each distribution towards the less refined one above it.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="parents">Its parents, in the order in which the levels distinguish them.</param>
    /// <param name="fit">How many rows a refinement needs, and how strongly it is smoothed.</param>
    internal static ConditionalTable Fit(DiscreteTable table, int variable, int[] parents, CensusFit fit)
    {
        var size = table.Sizes[variable];
        var uniform = Enumerable.Repeat(1.0 / size, size).ToArray();
        return Grow(table, variable, parents, fit, [.. Enumerable.Range(0, table.Rows)], uniform);
    }

    /// <summary>Numbers the branches that a place's rows are refined into.</summary>
    /// <param name="rows">For each state of the parent how many rows have it.</param>
    /// <param name="minimumRows">How many rows a branch needs.</param>
    /// <param name="first">The number of the first branch.</param>
    /// <returns>The number after the last branch; <paramref name="rows"/> then holds each state's branch, or -1.</returns>
    internal static int NumberBranches(Span<int> rows, int minimumRows, int first)
    {
        var next = first;
        var pooled = 0;
        foreach (ref var state in rows)
        {
            var isEnough = state >= minimumRows;
            pooled += isEnough ? 0 : state;
            state = isEnough ? next++ : -1;
        }

        if (pooled >= minimumRows)
        {
            rows.Replace(-1, next);
            next++;
        }

        return next;
    }

    /// <summary>Draws the variable's state.</summary>
    /// <param name="row">The states drawn so far, the parents' among them.</param>
    /// <param name="parents">The parents, in the order of the tree's levels.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public int Draw(ReadOnlySpan<int> row, ReadOnlySpan<int> parents, ref SeededRandom random)
    {
        var place = this;
        foreach (var parent in parents)
        {
            if (place.BranchOf.Length == 0 || place.BranchOf[row[parent]] < 0)
                break;
            place = place.Branches[place.BranchOf[row[parent]]];
        }

        return WeightedDraw.Draw(place.Weights, ref random);
    }

    private static ConditionalTable Grow(
        DiscreteTable table, int variable, ReadOnlySpan<int> parents, CensusFit fit, int[] rows, double[] above)
    {
        var shares = new double[above.Length];
        foreach (var row in rows)
            shares[table.States[variable][row]]++;
        for (var state = 0; state < shares.Length; state++)
            shares[state] = (shares[state] + (fit.Smoothing * above[state])) / (rows.Length + fit.Smoothing);
        if (parents.IsEmpty)
            return new ConditionalTable(Round(shares), [], []);

        var states = table.States[parents[0]];
        var branchOf = new int[table.Sizes[parents[0]]];
        foreach (var row in rows)
            branchOf[states[row]]++;
        var count = NumberBranches(branchOf, fit.MinimumRows, 0);
        var branches = new ConditionalTable[count];
        var parts = rows.ToLookup(row => branchOf[states[row]]);
        for (var branch = 0; branch < count; branch++)
            branches[branch] = Grow(table, variable, parents[1..], fit, [.. parts[branch]], shares);
        return new ConditionalTable(Round(shares), count > 0 ? branchOf : [], branches);
    }

    // Whole numbers that sum to the scale: rounded down first, the rest to the largest remainders.
    private static int[] Round(double[] shares)
    {
        var weights = Array.ConvertAll(shares, share => (int)(share * Scale));
        var byRemainder = Enumerable.Range(0, shares.Length).OrderByDescending(state => (shares[state] * Scale) - weights[state]).ToArray();
        for (var i = 0; weights.Sum() < Scale; i++)
            weights[byRemainder[i]]++;
        return weights;
    }
}
