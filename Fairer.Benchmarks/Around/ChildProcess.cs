using System.Diagnostics;
using System.Globalization;
using Fairer.Benchmarks.Sweeps;

namespace Fairer.Benchmarks.Around;

/// <summary>What has to be measured in a fresh process: this program again, which measures one thing and prints one number.</summary>
internal static class ChildProcess
{
    /// <summary>The most memory that 1,000 planned runs take, in bytes.</summary>
    public const string Memory = "memory";

    /// <summary>The first loading of Adult, in milliseconds.</summary>
    public const string Load = "load";

    /// <summary>Measures here what a child was asked for.</summary>
    public static async Task<double> AnswerAsync(string what, BenchContext context, CancellationToken cancellation) => what switch
    {
        Memory => await ScalingPart.PeakMemoryAsync(context, cancellation).ConfigureAwait(false),
        _ => await AroundPart.LoadMillisecondsAsync(context, cancellation).ConfigureAwait(false),
    };

    /// <summary>Has a child measure something.</summary>
    /// <exception cref="BenchException">It failed.</exception>
    public static async Task<double> AskAsync(string what, BenchContext context, CancellationToken cancellation)
    {
        var (program, first) = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet"
            ? (path, Array.Empty<string>())
            : ("dotnet", [typeof(ChildProcess).Assembly.Location]);
        string[] arguments = [.. first, "bench", "child", what, .. context.Quick ? ["--quick"] : Array.Empty<string>()];
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["FAIRER_DATA"] = context.Folders.Search[0];
        using var process = Process.Start(start)!;
        try
        {
            var answer = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return process.ExitCode == 0
                ? double.Parse(answer, CultureInfo.InvariantCulture)
                : throw new BenchException($"The process that was to measure '{what}' failed; its reason is above.");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The most memory that this process has held so far, in bytes.</summary>
    public static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
