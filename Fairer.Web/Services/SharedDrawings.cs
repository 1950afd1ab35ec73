using System.Runtime.CompilerServices;
using System.Text.Json;
using Fairer.Core.Data;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Charts;

namespace Fairer.Web.Services;

/// <summary>How a viewer wants a sweep's charts; viewers who want the same see the same drawing.</summary>
/// <param name="Mode">What the second chart shows.</param>
/// <param name="Method">The method whose curves stand out; null for none.</param>
internal sealed record ChartChoice(SimilarityMode Mode, string? Method = null);

/// <summary>What all viewers of a sweep see alike at one moment.</summary>
/// <param name="Version">The version of the board that is drawn.</param>
/// <param name="Progress">How far the sweep has come.</param>
/// <param name="Tradeoff">The first chart.</param>
/// <param name="Similarity">The second one.</param>
internal sealed record SweepDrawing(long Version, SweepProgress Progress, Figure Tradeoff, Figure Similarity)
{
    private static readonly object Nothing = new();

    // Weak: an update is wanted for as long as a browser shows what it starts from.
    private readonly ConditionalWeakTable<object, Written> _updates = [];

    /// <summary>What brings a browser here from an earlier drawing of the sweep; written once, however many it is sent to.</summary>
    /// <param name="before">The drawing that the browser has; null for none.</param>
    /// <param name="json">Writes it.</param>
    /// <returns>A JSON list with a <see cref="FigureUpdate"/> for each of the two charts, null for one that stays as it is; null where both do.</returns>
    public byte[]? UpdateFrom(SweepDrawing? before, FigureJson json)
    {
        lock (_updates)
        {
            return _updates.GetValue(before ?? Nothing, _ => Write(before, json)).Json;
        }
    }

    private Written Write(SweepDrawing? before, FigureJson json)
    {
        FigureUpdate?[] charts = [FigureUpdate.Between(before?.Tradeoff, Tradeoff, json), FigureUpdate.Between(before?.Similarity, Similarity, json)];
        return new Written(charts is [null, null] ? null : JsonSerializer.SerializeToUtf8Bytes(charts));
    }

    private sealed record Written(byte[]? Json);
}

/// <summary>Draws a sweep once for all who look at it, instead of once for each. Safe for use from any thread.</summary>
/// <param name="sweeps">What is drawn.</param>
/// <param name="known">The datasets there are.</param>
/// <param name="time">Tells how old a drawing is.</param>
internal sealed class SharedDrawings(ISweepService sweeps, KnownDatasets known, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly BoardView _board = new(known.InfoOf);
    private readonly Dictionary<(long Sweep, ChartChoice Choice), Easel> _easels = [];

    /// <summary>A sweep as it stands, or stood a moment ago; null where the board has none of that number.</summary>
    /// <param name="sweep">The sweep's number.</param>
    /// <param name="choice">How its charts are wanted.</param>
    /// <param name="tolerance">The age from which a drawing is too old; with zero it is always new.</param>
    public SweepDrawing? Draw(long sweep, ChartChoice choice, TimeSpan tolerance)
    {
        lock (_lock)
        {
            if (_easels.TryGetValue((sweep, choice), out var easel) && time.GetElapsedTime(easel.Drawn) < tolerance)
            {
                return easel.Drawing;
            }

            _board.Apply(sweeps.Board.ChangesSince(_board.Version));
            if (_board.Find(sweep) is not { } view)
            {
                return null;
            }

            if (easel is null)
            {
                Forget();
                _easels[(sweep, choice)] = easel = new Easel();
            }

            easel.Drawn = time.GetTimestamp();
            return easel.Drawing is { } known && known.Version == _board.Version
                ? known
                : easel.Draw(view, choice, _board.Version, sweeps.Workers);
        }
    }

    // What nobody has asked for lately is drawn anew for whoever does.
    private void Forget()
    {
        foreach (var (key, easel) in _easels)
        {
            if (time.GetElapsedTime(easel.Drawn) > KeptFor)
            {
                _easels.Remove(key);
            }
        }
    }

    /// <summary>Keeps a sweep's charts between drawings, so that what is as before is not made again.</summary>
    private sealed class Easel
    {
        private readonly TradeoffChart _tradeoff = new();
        private readonly SimilarityChart _similarity = new();

        public long Drawn { get; set; }

        public SweepDrawing? Drawing { get; private set; }

        public SweepDrawing Draw(SweepView view, ChartChoice choice, long version, int workers) => Drawing = new SweepDrawing(
            version, SweepProgress.Of(view.Runs, workers), _tradeoff.Draw(view, choice.Method), _similarity.Draw(view, choice.Mode, choice.Method));
    }
}
