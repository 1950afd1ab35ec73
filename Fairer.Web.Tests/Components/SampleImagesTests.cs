using Bunit;
using Fairer.Core.Data;
using Fairer.Web.Components.Controls;
using Fairer.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Components;

public sealed class SampleImagesTests : IAsyncDisposable
{
    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void Each_subgroup_and_label_has_images_and_its_share()
    {
        var samples = Render("fake:Smiling");

        samples.WaitForAssertion(() => Assert.Equal(4, samples.FindAll("figure").Count));
        Assert.Equal(32, samples.FindAll("img").Count);
        Assert.All(samples.FindAll("img"), image => Assert.Matches(@"^images/fake%3ASmiling/\d+\.png$", image.GetAttribute("src")));
        Assert.Equal(
            ["no glasses, smiling: no 25 %", "no glasses, smiling: yes 25 %", "glasses, smiling: no 25 %", "glasses, smiling: yes 25 %"],
            samples.FindAll("figcaption").Select(caption => string.Join(' ', caption.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        Assert.Contains("Synthetic", samples.Find("summary .synthetic").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("synthetic")]
    [InlineData("no such thing")]
    public void A_table_has_none(string? dataset) => Assert.Equal("", Render(dataset).Markup.Trim());

    [Fact]
    public void A_damaged_dataset_says_so()
    {
        var samples = Render("fake:Smiling", new FakeFaces { Fault = "images.zip is damaged." });

        samples.WaitForAssertion(() => Assert.Equal("images.zip is damaged.", samples.Find("[role=alert]").TextContent));
    }

    private IRenderedComponent<SampleImages> Render(string? dataset, FakeFaces? faces = null)
    {
        IDatasetSource images = faces ?? new FakeFaces();
        _page.Services.AddSingleton(Galleries.Of(images));
        return _page.Render<SampleImages>(parameters => parameters.Add(samples => samples.DatasetId, dataset));
    }
}
