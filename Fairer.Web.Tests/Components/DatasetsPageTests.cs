using System.Text;
using Bunit;
using Fairer.Core.Data;
using Fairer.Core.Data.Images.Faces;
using Fairer.Core.Data.Tables;
using Fairer.Web.Components.Pages;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Components;

/// <summary>The page with all datasets.</summary>
public sealed class DatasetsPageTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PageContext _page = new();

    public DatasetsPageTests() =>
        _page.Services.AddSingleton(new AttributeFamily(SyntheticFaces.Prefix, SyntheticFaces.Attributes, "Smiling", "Glasses"));

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    private IRenderedComponent<Datasets> Render(string address = "datasets")
    {
        _page.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return _page.Render<Datasets>();
    }

    [Fact]
    public void The_first_that_is_at_hand_is_looked_through()
    {
        var page = Render();

        Assert.Contains("Looking through Synthetic census", page.Markup, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("45,222", page.Find(".tiles").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(["female (0)", "male (1)"], page.FindAll(".groups tbody th").Select(cell => cell.TextContent.Trim()));
        Assert.Equal(10, page.FindAll("figure.bars").Count);
        Assert.Contains("nobody’s", page.Find(".head").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_missing_says_how_to_get_it()
    {
        var page = Render("datasets?id=adult");

        Assert.Contains("download it in the dashboard", page.Find(".missing").TextContent, StringComparison.Ordinal);
        Assert.Contains("Download 6.0 MB", page.Find(".missing").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".tiles"));
        Assert.Equal("true", page.Find("a[data-dataset=adult]").GetAttribute("aria-current"));
    }

    [Fact]
    public void One_that_there_is_not_is_said()
    {
        Assert.Contains("There is no dataset ‘nonsense’", Render("datasets?id=nonsense").Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_show_themselves_and_other_attributes_can_be_chosen()
    {
        var page = Render("datasets?id=faces");
        page.WaitForAssertion(() => Assert.Contains("4,000", page.Find(".tiles").TextContent, StringComparison.Ordinal), Patience);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".samples img")), Patience);

        await page.Find("#label-attribute").ChangeAsync("Wearing_Hat");

        page.WaitForAssertion(() => Assert.Contains("Label 1: hat", page.Find(".tiles").TextContent, StringComparison.Ordinal), Patience);
        Assert.EndsWith("datasets?id=faces%3AWearing_Hat", _page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_own_table_is_counted_and_removed()
    {
        var tables = new TableRegistry(new DataFolders([], _page.Folder));
        var file = Encoding.UTF8.GetBytes("age,sex,paid\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i % 9},{i % 2},{i / 2 % 2}\n")));
        using (var draft = await tables.StageAsync(new MemoryStream(file), "loans.csv", file.Length, null, CancellationToken.None))
        {
            await tables.AddAsync(draft, "loans", new TableChoice("paid", null, "sex", null), null, CancellationToken.None);
        }

        var page = Render("datasets?id=loans");
        page.WaitForAssertion(() => Assert.Contains("60", page.Find(".tiles dd").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("loans.csv", page.Find(".where").TextContent, StringComparison.Ordinal);

        await page.Find("#remove-table").ClickAsync();
        await page.Find("#remove-yes").ClickAsync();

        Assert.Null(tables.Find("loans"));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("a[data-dataset=loans]")));
    }
}
