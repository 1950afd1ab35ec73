using Bunit;
using Fairer.Web.Components.Controls;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class AttributeChoiceTests : IAsyncDisposable
{
    private static readonly AttributeFamily Family = new("celeba", ["Male", "Smiling", "Wavy_Hair"], "Wavy_Hair", "Male");

    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task Either_attribute_can_be_chosen_but_not_one_as_both()
    {
        (string Label, string Sensitive)? chosen = null;
        var choice = _page.Render<AttributeChoice>(parameters => parameters
            .Add(c => c.Family, Family)
            .Add(c => c.Label, "Wavy_Hair")
            .Add(c => c.Sensitive, "Male")
            .Add(c => c.OnChosen, both => chosen = both));
        Assert.Equal("Wavy Hair", choice.Find("#label-attribute option[value=Wavy_Hair]").TextContent);
        Assert.True(choice.Find("#label-attribute option[value=Male]").HasAttribute("disabled"));
        Assert.True(choice.Find("#sensitive-attribute option[value=Wavy_Hair]").HasAttribute("disabled"));

        await choice.Find("#label-attribute").ChangeAsync("Smiling");
        Assert.Equal(("Smiling", "Male"), chosen);
        await choice.Find("#sensitive-attribute").ChangeAsync("Smiling");
        Assert.Equal(("Wavy_Hair", "Smiling"), chosen);
        await choice.Find("#sensitive-attribute").ChangeAsync("Wavy_Hair");
        Assert.Equal(("Wavy_Hair", "Smiling"), chosen);
    }

    [Theory]
    [InlineData("celeba", "Wavy_Hair", "Male")]
    [InlineData("celeba:Smiling", "Smiling", "Male")]
    [InlineData("celeba:Smiling:Young", "Smiling", "Young")]
    [InlineData("adult", null, null)]
    [InlineData("celeba:a:b:c", null, null)]
    public void An_id_names_label_and_sensitive_attribute(string id, string? label, string? sensitive) =>
        Assert.Equal((label, sensitive), Family.Read(id) is var (l, s) ? (l, s) : (null, null));
}
