using System.Text.Json;

namespace Fairer.Core.Tests;

/// <summary>The values of an independent implementation that the code must reproduce: those in the folder named by
/// <c>FAIRER_ORACLE</c> when it is set, else those beside the test assembly.</summary>
internal static class OracleFiles
{
    /// <summary>The folder they are read from.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable("FAIRER_ORACLE") is { Length: > 0 } named
            ? named
            : Path.Combine(AppContext.BaseDirectory, "Oracle");

    /// <summary>Reads one file, for instance <c>adult.json</c>.</summary>
    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name)));
        return document.RootElement.Clone();
    }

    /// <summary>The names of the files that match a pattern, for instance <c>dralign_*.json</c>, in order.</summary>
    public static IReadOnlyList<string> Matching(string pattern) =>
        [.. Directory.GetFiles(Folder, pattern).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
