using System.Diagnostics;
using System.Text.Json;

namespace Fairer.Benchmarks.Baseline;

/// <summary>A process of bench/baseline.py that answers requests, one at a time, a line of JSON each way.</summary>
internal sealed class TorchWorker : IAsyncDisposable
{
    /// <summary>Variables by which a machine may hold PyTorch back; here it is to be as fast as it can.</summary>
    private static readonly string[] Hindrances =
        ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process _process;

    private TorchWorker(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    /// <param name="python">A Python that has PyTorch.</param>
    public static TorchWorker Start(string python)
    {
        var start = new ProcessStartInfo(python)
        {
            // What it has to say on standard error comes with the bench's own.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in new[] { Script, "--serve", "--nice", "10" })
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in Hindrances)
        {
            start.Environment.Remove(name);
        }

        return new TorchWorker(Process.Start(start)!);
    }

    /// <summary>Asks for something.</summary>
    /// <exception cref="BenchException">The process has ended.</exception>
    public async Task<T> AskAsync<T>(object request, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, Json).AsMemory(), cancellation).ConfigureAwait(false);
        await _process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
        var answer = await _process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false);
        return JsonSerializer.Deserialize<T>(answer ?? throw new BenchException("bench/baseline.py ended; its reason is above."), Json)!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private static string Script => Path.Combine(AppContext.BaseDirectory, "baseline.py");
}
