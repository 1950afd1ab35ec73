using Fairer.Core.Results;

namespace Fairer.Core.Tests.Results;

/// <summary>A folder for a store, gone when the test ends.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairer-tests-");

    public string Folder => _folder.FullName;

    public string File => Path.Combine(Folder, "fairer.db");

    public ResultStore Open() => ResultStore.Open(File);

    public void Dispose() => _folder.Delete(recursive: true);
}
