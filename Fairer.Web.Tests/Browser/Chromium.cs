using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>Starts headless Chromium: the one that <c>FAIRER_CHROMIUM</c> names, or one found on the path, or the system's
/// Edge (Windows) or Chrome (macOS). Playwright downloads nothing.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">There is none on this machine.</exception>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        var executable = Executable();
        var channel = executable is null ? Channel() : null;
        if (executable is null && channel is null)
        {
            throw new InvalidOperationException(
                "Chromium is needed: 'apt-get install chromium', or name one in FAIRER_CHROMIUM.");
        }

        return playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Channel = channel,
            Args =
            [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        });
    }

    private static string? Executable()
    {
        if (Environment.GetEnvironmentVariable("FAIRER_CHROMIUM") is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? named
                : throw new InvalidOperationException($"FAIRER_CHROMIUM names '{named}', and there is no such file.");
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    private static string? Channel() =>
        OperatingSystem.IsWindows() ? "msedge" : OperatingSystem.IsMacOS() ? "chrome" : null;
}
