using Bunit;
using Fairer.Web.Components.Controls;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class HelpTests : IAsyncDisposable
{
    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void A_button_opens_what_is_said_about_each_topic()
    {
        var help = _page.Render<Help>(parameters => parameters.Add(control => control.Topics, [HelpTopic.Lambda, HelpTopic.TaylorForm]));

        var button = help.Find("button");
        Assert.Equal("Explain λ and the Taylor form", button.GetAttribute("aria-label"));
        var popover = help.Find("[popover]");
        Assert.Equal(popover.Id, button.GetAttribute("popovertarget"));
        Assert.Equal(["λ, the weight of fairness", "Decision rationale, Taylor form"], popover.QuerySelectorAll("h3").Select(title => title.TextContent));
        Assert.Equal(2, popover.QuerySelectorAll(".equation sub").Select(sub => sub.Closest("section")).Distinct().Count());
    }

    [Fact]
    public void Two_that_explain_the_same_do_not_open_each_other()
    {
        var ids = Enumerable.Range(0, 2)
            .Select(_ => _page.Render<Help>(parameters => parameters.Add(control => control.Topics, [HelpTopic.Beta])).Find("[popover]").Id);
        Assert.Equal(2, ids.Distinct().Count());
    }

    [Theory]
    [InlineData(HelpTopic.Lambda, "Eq. 3 and 9")]
    [InlineData(HelpTopic.Beta, "Eq. 9")]
    [InlineData(HelpTopic.DemographicParity, "Eq. 1")]
    [InlineData(HelpTopic.EqualizedOdds, "Eq. 2")]
    [InlineData(HelpTopic.Similarity, "Eq. 9")]
    [InlineData(HelpTopic.ExactParity, "Eq. 4 and 5")]
    [InlineData(HelpTopic.TaylorForm, "Eq. 8")]
    [InlineData(HelpTopic.Granularity, "Eq. 8")]
    public void What_the_paper_defines_names_its_equation(HelpTopic topic, string equation) =>
        Assert.Contains(equation, HelpTexts.Of(topic).Source, StringComparison.Ordinal);

    [Fact]
    public void Every_topic_has_words_and_an_equation() => Assert.All(Enum.GetValues<HelpTopic>(), topic =>
    {
        var text = HelpTexts.Of(topic);
        Assert.True(text.Body.Length > 60);
        Assert.NotEmpty(text.Equation);
        Assert.NotEmpty(text.Source);
    });
}
