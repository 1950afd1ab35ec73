using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Radzen;
using Radzen.Blazor;

namespace Fairer.Web.Tests;

/// <summary>That bunit, brought in by its files (build/Bunit.targets), renders, clicks and compares.</summary>
public sealed class BunitTests
{
    [Fact]
    public async Task A_control_renders_its_text_and_answers_a_click()
    {
        await using var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddRadzenComponents();
        var clicks = 0;

        var button = context.Render<RadzenButton>(parameters => parameters
            .Add(b => b.Text, "Train")
            .Add(b => b.Click, EventCallback.Factory.Create<MouseEventArgs>(this, () => clicks++)));
        await button.Find("button").ClickAsync(new());

        Assert.Equal(1, clicks);
        button.Find(".rz-button-text").MarkupMatches("<span class='rz-button-text'>Train</span>");
        Assert.Throws<HtmlEqualException>(
            () => button.Find(".rz-button-text").MarkupMatches("<span class='rz-button-text'>Stop</span>"));
    }
}
