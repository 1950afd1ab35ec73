namespace Fairer.Core.Data.Synthesis;

/// <summary>
/// Finds which variables depend on which: the network of the highest score of all, by dynamic programming over sets of
/// variables (Silander and Myllymäki 2006).
/// </summary>
/// <remarks>The score of a variable's parents is the leave-one-out log-likelihood of the very table that is drawn from
/// (<see cref="ConditionalTable"/>): each row is judged by the smoothed counts of all others, so that an arc stays out
/// when it only fits noise.</remarks>
internal static class StructureSearch
{
    /// <summary>Finds the best structure.</summary>
    /// <returns>For each variable its parents, in the order in which its table distinguishes them.</returns>
    public static int[][] Run(DiscreteTable table, CensusFit fit, CancellationToken cancellation)
    {
        var families = new ParentSearch[table.Variables];
        Parallel.For(
            0, families.Length, new ParallelOptions { CancellationToken = cancellation },
            child => families[child] = new ParentSearch(table, fit, child, cancellation));

        // For each set of variables (as bits) the best score of a network over it, and the variable that comes last in it.
        var score = new double[1 << families.Length];
        var last = new int[score.Length];
        for (var set = 1; set < score.Length; set++)
        {
            score[set] = double.NegativeInfinity;
            foreach (var variable in Members(set))
            {
                var before = set & ~(1 << variable);
                var total = score[before] + families[variable].BestScore(before);
                if (total > score[set])
                    (score[set], last[set]) = (total, variable);
            }
        }

        var parents = new int[families.Length][];
        for (var set = score.Length - 1; set != 0; set &= ~(1 << last[set]))
            parents[last[set]] = families[last[set]].BestParents(set & ~(1 << last[set]));
        return parents;
    }

    private static IEnumerable<int> Members(int set)
    {
        for (; set != 0; set &= set - 1)
            yield return int.TrailingZeroCount(set);
    }

    /// <summary>The scores of all sets of parents that one variable can have.</summary>
    private sealed class ParentSearch
    {
        private readonly DiscreteTable _table;
        private readonly CensusFit _fit;
        private readonly int _child;
        private readonly int[] _ranking;

        // For each set of variables the best score of parents among them, and those parents as a set.
        private readonly double[] _best;
        private readonly int[] _parents;

        public ParentSearch(DiscreteTable table, CensusFit fit, int child, CancellationToken cancellation)
        {
            _table = table;
            _fit = fit;
            _child = child;
            _best = new double[1 << table.Variables];
            _parents = new int[_best.Length];
            Array.Fill(_best, double.NegativeInfinity);

            var root = Level.Root(table, child, fit);
            _ranking =
            [
                .. Enumerable.Range(0, table.Variables).Where(parent => parent != child)
                    .OrderByDescending(parent => root.Refined(table, child, parent, fit).LogLikelihood()),
            ];
            ScoreFrom(root, 0, 0, cancellation);
            TakeBestOfSubsets();
        }

        public double BestScore(int among) => _best[among];

        public int[] BestParents(int among) => [.. _ranking.Where(parent => (_parents[among] & (1 << parent)) != 0)];

        // Parents are added in the order of how telling each is alone, so that every set is met once.
        private void ScoreFrom(Level level, int set, int rank, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            _best[set] = level.LogLikelihood() - (_fit.MinimumGain * int.PopCount(set));
            _parents[set] = set;
            if (int.PopCount(set) == _fit.MaxParents)
                return;
            for (; rank < _ranking.Length; rank++)
                ScoreFrom(level.Refined(_table, _child, _ranking[rank], _fit), set | (1 << _ranking[rank]), rank + 1, cancellation);
        }

        private void TakeBestOfSubsets()
        {
            for (var set = 0; set < _best.Length; set++)
            {
                foreach (var left in Members(set))
                {
                    var subset = set & ~(1 << left);
                    if (_best[subset] > _best[set])
                        (_best[set], _parents[set]) = (_best[subset], _parents[subset]);
                }
            }
        }
    }

    /// <summary>One level of a table's tree with the leave-one-out likelihood of each row.</summary>
    /// <param name="group">Each row's place in the level; -1 where the tree ended above it.</param>
    /// <param name="groups">The number of places.</param>
    /// <param name="likelihood">Each row's likelihood under the other rows.</param>
    private sealed class Level(int[] group, int groups, double[] likelihood)
    {
        public static Level Root(DiscreteTable table, int child, CensusFit fit)
        {
            var likelihood = new double[table.Rows];
            Array.Fill(likelihood, 1.0 / table.Sizes[child]);
            var root = new Level(new int[table.Rows], 1, likelihood);
            root.Count(table, child, fit);
            return root;
        }

        public Level Refined(DiscreteTable table, int child, int parent, CensusFit fit)
        {
            var states = table.States[parent];
            var size = table.Sizes[parent];
            var branches = new int[groups * size];
            for (var row = 0; row < group.Length; row++)
            {
                if (group[row] >= 0)
                    branches[(group[row] * size) + states[row]]++;
            }

            var next = 0;
            for (var start = 0; start < branches.Length; start += size)
                next = ConditionalTable.NumberBranches(branches.AsSpan(start, size), fit.MinimumRows, next);

            var refined = new int[group.Length];
            for (var row = 0; row < group.Length; row++)
                refined[row] = group[row] >= 0 ? branches[(group[row] * size) + states[row]] : -1;
            var level = new Level(refined, next, (double[])likelihood.Clone());
            level.Count(table, child, fit);
            return level;
        }

        public double LogLikelihood()
        {
            // One logarithm for many rows: the product stays far above the smallest double.
            var (sum, product) = (0.0, 1.0);
            foreach (var value in likelihood)
            {
                product *= value;
                if (product < 1e-200)
                    (sum, product) = (sum + Math.Log(product), 1.0);
            }

            return sum + Math.Log(product);
        }

        private void Count(DiscreteTable table, int child, CensusFit fit)
        {
            var states = table.States[child];
            var size = table.Sizes[child];
            var counts = new int[groups * size];
            var totals = new int[groups];
            for (var row = 0; row < states.Length; row++)
            {
                if (group[row] < 0)
                    continue;
                counts[(group[row] * size) + states[row]]++;
                totals[group[row]]++;
            }

            for (var row = 0; row < states.Length; row++)
            {
                if (group[row] < 0)
                    continue;
                var others = counts[(group[row] * size) + states[row]] - 1;
                likelihood[row] = (others + (fit.Smoothing * likelihood[row])) / (totals[group[row]] - 1 + fit.Smoothing);
            }
        }
    }
}
