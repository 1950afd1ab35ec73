namespace Fairer.Core.Data;

/// <summary>Where datasets are looked for, in order, and where downloads go.</summary>
/// <param name="Search">The folders to look in, the first one first.</param>
/// <param name="Download">The app's own data folder.</param>
public sealed record DataFolders(IReadOnlyList<string> Search, string Download)
{
    /// <summary>The folder named by <c>--data</c>, then the one in <c>FAIRER_DATA</c>, then the app's own.</summary>
    /// <param name="named">The folder that the caller named, if any.</param>
    public static DataFolders Find(string? named = null)
    {
        var own = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "fairer",
            "data");
        string?[] candidates = [named, Environment.GetEnvironmentVariable("FAIRER_DATA"), own];
        return new DataFolders([.. candidates.Where(folder => !string.IsNullOrWhiteSpace(folder)).Select(Path.GetFullPath!)], own);
    }
}
