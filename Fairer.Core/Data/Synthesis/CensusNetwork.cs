using System.Security.Cryptography;
using Fairer.Core.Data.Census;

namespace Fairer.Core.Data.Synthesis;

/// <summary>
/// A Bayesian network over the columns of <see cref="CensusSchema"/>: structure and smoothed tables fitted to a real
/// census, from which rows are drawn that resemble it without being anybody's.
/// </summary>
public sealed class CensusNetwork
{
    private readonly int[] _order;

    /// <summary>A network of given parts.</summary>
    /// <exception cref="DataException">The parts do not fit together.</exception>
    internal CensusNetwork(
        IReadOnlyList<CensusVariable> variables, CensusFit fit, int rows, IReadOnlyList<CensusSource> sources)
    {
        CensusNetworkCheck.Run(variables, rows);
        Variables = variables;
        Settings = fit;
        Rows = rows;
        Sources = sources;
        _order = CensusNetworkCheck.Order(variables);
    }

    /// <summary>The network that comes with the program, fitted to Adult.</summary>
    public static CensusNetwork Embedded
    {
        get
        {
            using var stream = typeof(CensusNetwork).Assembly.GetManifestResourceStream(CensusNetworkFile.ResourceName)!;
            return Read(stream, CensusNetworkFile.ResourceName);
        }
    }

    /// <summary>The variables, one for each column of the census.</summary>
    public IReadOnlyList<CensusVariable> Variables { get; }

    /// <summary>How it was fitted.</summary>
    public CensusFit Settings { get; }

    /// <summary>How many rows it was fitted to.</summary>
    public int Rows { get; }

    /// <summary>The files it was fitted to.</summary>
    public IReadOnlyList<CensusSource> Sources { get; }

    /// <summary>Fits structure and tables to Adult; the same files and settings give the same network.</summary>
    /// <exception cref="DataException">Adult is missing or damaged.</exception>
    public static async Task<CensusNetwork> FitAsync(DataFolders folders, CensusFit fit, CancellationToken cancellation)
    {
        var table = await Adult.ReadAsync(folders, cancellation).ConfigureAwait(false);
        var sources = new List<CensusSource>();
        foreach (var path in Adult.Paths(folders))
        {
            await using var stream = File.OpenRead(path);
            var digest = await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false);
            sources.Add(new CensusSource(Path.GetFileName(path), Convert.ToHexStringLower(digest)));
        }

        return await Task.Run(() => Fit(table, fit, sources, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>Fits structure and tables to census rows.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="fit">How.</param>
    /// <param name="sources">Where the rows come from.</param>
    /// <param name="cancellation">Stops the fit.</param>
    public static CensusNetwork Fit(
        CensusTable table, CensusFit fit, IReadOnlyList<CensusSource> sources, CancellationToken cancellation)
    {
        var discrete = DiscreteTable.Of(table, fit, out var bins);
        var parents = StructureSearch.Run(discrete, fit, cancellation);
        return new CensusNetwork(
            [
                .. bins.Select((states, place) => new CensusVariable(
                    CensusSchema.Columns[place].Name,
                    states,
                    parents[place],
                    ConditionalTable.Fit(discrete, place, parents[place], fit))),
            ],
            fit,
            table.Rows,
            sources);
    }

    /// <summary>Reads a network that <see cref="Write"/> wrote.</summary>
    /// <param name="stream">Where it is read from.</param>
    /// <param name="name">The stream's name, for messages.</param>
    /// <exception cref="DataException">It is not a network, is of another version, or is damaged.</exception>
    public static CensusNetwork Read(Stream stream, string name) => CensusNetworkFile.Read(stream, name);

    /// <summary>Writes the network as text; the same network gives the same bytes.</summary>
    public void Write(Stream stream) => CensusNetworkFile.Write(this, stream);

    /// <summary>Draws rows; the same seed gives the same rows on every machine.</summary>
    /// <param name="rows">How many rows; at least 1.</param>
    /// <param name="seed">Which rows.</param>
    public CensusTable Sample(int rows, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        var random = new SeededRandom(seed, RandomPurpose.Synthesis);
        int[][] columns = [.. Variables.Select(_ => new int[rows])];
        Span<int> states = stackalloc int[Variables.Count];
        for (var row = 0; row < rows; row++)
        {
            foreach (var place in _order)
            {
                var variable = Variables[place];
                var state = variable.Table.Draw(states, variable.Parents, ref random);
                states[place] = state;
                columns[place][row] = variable.Bins.Length == 0 ? state : variable.Bins[state].Draw(ref random);
            }
        }

        return new CensusTable(columns);
    }
}

/// <summary>One variable of a census network.</summary>
/// <param name="Name">Its column's name.</param>
/// <param name="Bins">A numeric column's states; empty for a category column, whose states are the categories.</param>
/// <param name="Parents">The places of the variables it depends on, in the order in which its table distinguishes
/// them.</param>
/// <param name="Table">Its distribution given the parents.</param>
public sealed record CensusVariable(string Name, ValueBin[] Bins, int[] Parents, ConditionalTable Table);

/// <summary>A file that a network was fitted to.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Sha256">Its digest.</param>
public sealed record CensusSource(string File, string Sha256);
