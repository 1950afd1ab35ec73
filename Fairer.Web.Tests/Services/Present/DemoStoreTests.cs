using Fairer.Core.Data;
using Fairer.Web.Services.Present;

namespace Fairer.Web.Tests.Services.Present;

/// <summary>Demos by name: kept, found again, replaced, deleted, and nothing outside their folder.</summary>
public sealed class DemoStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairer-demos-");
    private readonly DemoStore _store;

    public DemoStoreTests() => _store = new DemoStore(new DataFolders([], _folder.FullName));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void At_first_there_is_the_built_in_one_alone()
    {
        Assert.Equal([DemoStore.BuiltIn], _store.Names);
        Assert.Contains("view: title", _store.Load(DemoStore.BuiltIn), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_saved_is_found_and_replaced_and_deleted()
    {
        _store.Save("Zürich 2026", "view: title");
        _store.Save("A", "view: title\n# é");
        Assert.Equal([DemoStore.BuiltIn, "A", "Zürich 2026"], _store.Names);
        Assert.Equal("view: title\n# é", _store.Load("A"));
        Assert.Equal("view: title\n# é", File.ReadAllText(Path.Combine(_folder.FullName, "demos", "A.demo.txt")));

        _store.Save("A", "other");
        Assert.Equal("other", _store.Load("A"));
        _store.Delete("A");
        _store.Delete("A");
        Assert.Null(_store.Load("A"));
        Assert.Equal([DemoStore.BuiltIn, "Zürich 2026"], _store.Names);
        Assert.Single(Directory.GetFiles(_store.Folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../a")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData(".a")]
    [InlineData("a ")]
    [InlineData("a\n")]
    [InlineData("built-in demo")]
    public void A_name_that_is_none_is_refused_and_reaches_no_file(string name)
    {
        Assert.NotNull(DemoStore.WhyNot(name));
        Assert.Throws<DemoException>(() => _store.Save(name, "view: title"));
        Assert.Null(_store.Load(name));
        _store.Delete(name);
        Assert.False(Directory.Exists(_store.Folder));
    }

    [Fact]
    public void Size_and_number_are_bounded()
    {
        Assert.Throws<DemoException>(() => _store.Save("a", new string('a', DemoReader.MostCharacters + 1)));
        for (var i = 0; i < DemoStore.MostDemos; i++)
        {
            _store.Save($"demo {i}", "view: title");
        }

        Assert.Contains("delete one first", Assert.Throws<DemoException>(() => _store.Save("one more", "")).Message, StringComparison.Ordinal);
        _store.Save("demo 7", "view: gap"); // in its own place
    }

    [Fact]
    public void A_file_too_large_to_be_a_demo_is_not_read()
    {
        _store.Save("big", "");
        File.WriteAllText(Path.Combine(_store.Folder, "big.demo.txt"), new string('a', (4 * DemoReader.MostCharacters) + 1));
        Assert.Contains("big.demo.txt", Assert.Throws<DemoException>(() => _store.Load("big")).Message, StringComparison.Ordinal);
    }
}
