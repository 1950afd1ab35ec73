using Fairer.Core.Results;

namespace Fairer.Core.Sweeps;

/// <content>What people do with stored sweeps and runs.</content>
public sealed partial class SweepService
{
    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task AnnotateSweepAsync(long sweepId, Annotation annotation, CancellationToken cancellation)
    {
        RequireSweep(sweepId);
        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        if (await Task.Run(() => _store.AnnotateSweep(sweepId, annotation), cancellation).ConfigureAwait(false) is { } sweep)
        {
            Board.Show(sweep);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task AnnotateRunsAsync(IReadOnlyDictionary<long, Annotation> annotations, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        await Task.Run(() => _store.AnnotateRuns(annotations), cancellation).ConfigureAwait(false);
        Board.Change(annotations.Keys, run => run with { Annotation = annotations[run.Id] });
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task ResumeRunsAsync(IReadOnlyCollection<long> runs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(runs);
        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        await _writer.FlushAsync().ConfigureAwait(false);
        Enqueue(await Task.Run(() => _store.Claim(sweep: null, ended: true, _owner.Name, IsFree, runs), cancellation).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task<IReadOnlyList<long>> RerunAsync(IReadOnlyCollection<long> runs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(runs);
        RunSpec[] specs = [.. runs.Select(Board.Run).OfType<RunState>().Select(run => run.Spec)];
        foreach (var spec in specs)
        {
            _options.Datasets.InfoOf(spec.Dataset);
            EngineFor(spec);
        }

        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        var sweeps = new List<long>();
        foreach (var (grid, plan) in SweepGrid.Covering(specs))
        {
            var (sweep, queued) = await Task.Run(
                () => _store.AddSweep(grid, plan, DateTimeOffset.UtcNow, _owner.Name), cancellation).ConfigureAwait(false);
            Board.Show(sweep);
            Enqueue(queued);
            sweeps.Add(sweep.Id);
        }

        return sweeps;
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task<Deletion> DeleteAsync(IReadOnlyCollection<long> sweeps, IReadOnlyCollection<long> runs, CancellationToken cancellation)
    {
        var (ofSweeps, alone) = (sweeps.ToHashSet(), runs.ToHashSet());
        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        ActiveRun[] active;
        lock (_gate)
        {
            active = [.. _active.Values.Where(run => ofSweeps.Contains(run.State.SweepId) || alone.Contains(run.State.Id))];
            _queue.Remove([.. ofSweeps.SelectMany(_queue.OfSweep), .. alone]);
        }

        Array.ForEach(active, run => run.Stop());
        await Task.WhenAll(active.Select(run => run.Left)).ConfigureAwait(false);
        await _writer.FlushAsync().ConfigureAwait(false);
        var deletion = await Task.Run(() => _store.Delete(ofSweeps, alone, DateTimeOffset.UtcNow), CancellationToken.None).ConfigureAwait(false);
        Board.Remove(deletion.Sweeps, deletion.Runs);
        return deletion;
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task RestoreAsync(long deletion, CancellationToken cancellation)
    {
        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        var (sweeps, runs) = await Task.Run(() => _store.Restore(deletion), cancellation).ConfigureAwait(false)
            ?? throw new SweepException($"It is too late: what was deleted can be brought back for {Deletion.Grace.TotalMinutes:0} minutes.");
        Show(new StoreChanges(0, sweeps, runs));
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public Task<IReadOnlyList<Deletion>> DeletionsAsync(CancellationToken cancellation) => Task.Run(_store.Deletions, cancellation);

    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task<IReadOnlyList<long>> ImportAsync(SweepArchive archive, string source, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(archive);
        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        var (sweeps, runs) = await Task.Run(() => _store.Import(archive, source), cancellation).ConfigureAwait(false);
        Show(new StoreChanges(0, sweeps, runs));
        return [.. sweeps.Select(sweep => sweep.Id)];
    }
}
