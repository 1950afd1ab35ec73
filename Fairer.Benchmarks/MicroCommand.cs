using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Fairer.Benchmarks;

/// <summary><c>micro</c>: BenchmarkDotNet on the kernels alone.</summary>
internal static class MicroCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("micro", "Times the kernels one by one with BenchmarkDotNet; what follows goes to it, such as --filter '*Product*'.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parsed =>
        {
            // In this process: a project generated anew for each benchmark would be built by other rules than this one.
            var config = DefaultConfig.Instance
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "fairer-micro"));
            string[] args = parsed.UnmatchedTokens is [] ? ["--filter", "*"] : [.. parsed.UnmatchedTokens];
            BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(args, config);
        });
        return command;
    }
}
