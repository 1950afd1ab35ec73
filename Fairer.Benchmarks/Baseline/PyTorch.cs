using System.Diagnostics;
using Fairer.Core.Data;

namespace Fairer.Benchmarks.Baseline;

/// <summary>Eager PyTorch on this machine: a process for each core.</summary>
internal sealed class PyTorch : IAsyncDisposable
{
    /// <summary>How to get it where it is missing.</summary>
    public const string Hint = "PyTorch is not at hand: apt-get install python3-torch libopenblas0-pthread, or name a Python that has it with --python.";

    private readonly TorchWorker[] _workers;

    private PyTorch(TorchWorker[] workers, string description) => (_workers, Description) = (workers, description);

    /// <summary>Its version, and what it multiplies with.</summary>
    public string Description { get; }

    /// <summary>Looks for a Python with PyTorch and starts its processes.</summary>
    /// <param name="named">The Python to take; null for the first one that has it.</param>
    /// <param name="cancellation">Stops it within a moment.</param>
    /// <returns>Null where there is none.</returns>
    public static async Task<PyTorch?> FindAsync(string? named, CancellationToken cancellation)
    {
        foreach (var python in named is null ? new[] { "python3", "/usr/bin/python3", "python" } : [named])
        {
            if (await HasTorchAsync(python, cancellation).ConfigureAwait(false))
            {
                TorchWorker[] workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => TorchWorker.Start(python))];
                var about = await workers[0].AskAsync<About>(new { @do = "describe" }, cancellation).ConfigureAwait(false);
                return new PyTorch(workers, $"PyTorch {about.Torch} on {about.Blas}");
            }
        }

        return null;
    }

    /// <summary>The best rate of products of large square matrices on one thread, in GFLOP/s.</summary>
    public async Task<double> MatrixProductRateAsync(int[] sizes, CancellationToken cancellation) =>
        (await _workers[0].AskAsync<Rate>(new { @do = "matmul", sizes }, cancellation).ConfigureAwait(false)).Gflops;

    /// <summary>The fastest setting for one process alone: its own threads and those of the BLAS.</summary>
    public async Task<int[]> FastestThreadsAsync(StepKind kind, TableSplit data, double seconds, CancellationToken cancellation) =>
        (await _workers[0].AskAsync<Setting>(Request("search", kind, data, seconds, threads: null), cancellation).ConfigureAwait(false)).Threads;

    /// <summary>The times of one process alone.</summary>
    public Task<TorchTime> TimeAsync(StepKind kind, TableSplit data, int[] threads, double seconds, CancellationToken cancellation) =>
        _workers[0].AskAsync<TorchTime>(Request("times", kind, data, seconds, threads), cancellation);

    /// <summary>The times of each process while there is one a core, with one thread each.</summary>
    public Task<TorchTime[]> TimesAtOnceAsync(StepKind kind, TableSplit data, double seconds, CancellationToken cancellation)
    {
        var request = Request("times", kind, data, seconds, [1, 1]);
        return Task.WhenAll(_workers.Select(worker => worker.AskAsync<TorchTime>(request, cancellation)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static object Request(string what, StepKind kind, TableSplit data, double seconds, int[]? threads) => new
    {
        @do = what,
        method = kind.Method,
        hidden = kind.Hidden,
        seconds,
        threads,
        inputs = data.Train.Width,
        rows = new[] { data.Train.Groups.Count(group => group == 0), data.Train.Groups.Count(group => group == 1) },
    };

    private static async Task<bool> HasTorchAsync(string python, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import torch, numpy"]) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private sealed record About(string Torch, string Blas);

    private sealed record Rate(double Gflops);

    private sealed record Setting(int[] Threads);
}

/// <summary>How long PyTorch takes.</summary>
/// <param name="Step">Seconds a step.</param>
/// <param name="Evaluation">Seconds an evaluation after an epoch.</param>
internal sealed record TorchTime(double Step, double Evaluation)
{
    /// <summary>Seconds a run of so many epochs of so many steps.</summary>
    public double Run(int epochs, int steps) => epochs * ((steps * Step) + Evaluation);
}
