using Fairer.Core.Data;

namespace Fairer.Core.Tests;

/// <summary>The real datasets, which are never committed: in the folder named by <c>FAIRER_DATA</c>, else in
/// <c>shared/data</c> beside the repository.</summary>
internal static class RealData
{
    /// <summary>The folder with a file. A test that asks where there is none is skipped, or fails in CI (<c>CI=true</c>).</summary>
    public static string Folder(string file = "adult.data")
    {
        string[] candidates =
        [
            .. Environment.GetEnvironmentVariable("FAIRER_DATA") is { Length: > 0 } named ? [named] : Array.Empty<string>(),
            .. RepositoryRoot() is { } root ? [Path.GetFullPath(Path.Combine(root, "..", "shared", "data"))] : Array.Empty<string>(),
        ];
        foreach (var folder in candidates)
        {
            if (File.Exists(Path.Combine(folder, file)))
                return folder;
        }

        var reason = $"{file} is in none of [{string.Join(", ", candidates)}]: name its folder in FAIRER_DATA.";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(reason);
        Assert.Skip(reason);
        return string.Empty;
    }

    /// <summary>The real data's folder as the only place to look, with an empty place for downloads.</summary>
    public static DataFolders Folders(string file = "adult.data") => new([Folder(file)], Path.Combine(Path.GetTempPath(), "fairer-tests", "no-downloads"));

    private static string? RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fairer.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }
}
