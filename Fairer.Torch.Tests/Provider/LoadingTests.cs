using System.Diagnostics;
using static TorchSharp.torch;

namespace Fairer.Torch.Tests.Provider;

/// <summary>
/// A bridge that cannot be used is explained, with what to do, and nothing breaks. What is loaded stays loaded, so each
/// case is a process of its own: this very program, whose tests are then skipped with that reason.
/// </summary>
public sealed class LoadingTests
{
    [Theory]
    [InlineData("/nowhere/libfairer_torch.so", "is not installed (looked for /nowhere/libfairer_torch.so)")]
    [InlineData("Fairer.Torch.Tests.dll", "does not load (")]
    [InlineData("libSystem.Native.so", "is of another version (contract -1, needed ")]
    public async Task A_bridge_that_does_not_fit_is_explained(string file, string expected)
    {
        Assert.SkipUnless(typeof(Tensor).Assembly == typeof(TorchProvider).Assembly, "TorchSharp finds its own libraries.");
        var folder = file.StartsWith("libSystem", StringComparison.Ordinal)
            ? Path.GetDirectoryName(typeof(object).Assembly.Location)!
            : AppContext.BaseDirectory;
        string[] arguments = [typeof(LoadingTests).Assembly.Location, "-noLogo", "-noColor", "-method", "*.OperatorTests.Threads"];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        start.Environment["FAIRER_TORCH"] = Path.Combine(folder, file);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains("Run './fairer setup torch'.", output, StringComparison.Ordinal);
        Assert.Contains("Failed: 0, Skipped: 1", output, StringComparison.Ordinal);
    }
}
