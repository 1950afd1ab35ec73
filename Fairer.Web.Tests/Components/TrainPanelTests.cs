using Bunit;
using Fairer.Core.Data;
using Fairer.Core.Data.Images.Faces;
using Fairer.Core.Fairness;
using Fairer.Core.Rationale;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Web.Components.Controls;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Components;

public sealed class TrainPanelTests : IAsyncDisposable
{
    private readonly PageContext _page = new();
    private SweepSpec? _trained;

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task The_defaults_can_be_trained_as_they_are()
    {
        var panel = Render();
        Assert.Equal("33 runs of 10 epochs · about 33 s", Plan(panel));

        await panel.Find("form").SubmitAsync();

        Assert.NotNull(_trained);
        Assert.Equal(["adult"], _trained.Datasets);
        Assert.Equal(["erm", "fairreg", "dralign"], _trained.Methods);
        Assert.Equal([0.2, 0.3, 0.4, 0.5, 0.6], _trained.Lambdas);
        Assert.Equal([0.01], _trained.Betas);
        Assert.Equal([0, 1, 2], _trained.Seeds);
        Assert.Equal(["50"], _trained.Networks.Select(shape => shape.ToString()));
        Assert.Equal(10, _trained.Epochs);
    }

    [Fact]
    public async Task Everything_that_is_chosen_is_trained()
    {
        var panel = Render();
        await panel.Find("#dataset").ChangeAsync("adult");
        await panel.Find("#metric-EO").ChangeAsync(true);
        await panel.Find("#granularity-unit").ChangeAsync(true);
        await panel.Find("input[value=erm]").ChangeAsync(false);
        await panel.Find("#widths-50").ChangeAsync(false);
        await panel.Find("#widths-200").ChangeAsync(true);
        await panel.Find("#networks").InputAsync("3x64, 64-32");
        await panel.Find("#lambda").InputAsync("0.5, 1");
        await panel.Find("#beta").InputAsync("0.01,0.1");
        await panel.Find("#seeds").InputAsync("7");
        await panel.Find("#epochs").InputAsync("3");
        Assert.Equal("18 runs of 3 epochs · about 18 s", Plan(panel));

        await panel.Find("form").SubmitAsync();

        Assert.Equal(["adult"], _trained!.Datasets);
        Assert.Equal(FairnessMetric.EqualizedOdds, _trained.Metric);
        Assert.Equal(Granularity.Unit, _trained.Granularity);
        Assert.Equal(["fairreg", "dralign"], _trained.Methods);
        Assert.Equal(["200", "3x64", "64-32"], _trained.Networks.Select(shape => shape.ToString()));
        Assert.Equal([0.5, 1], _trained.Lambdas);
        Assert.Equal([0.01, 0.1], _trained.Betas);
        Assert.Equal([7], _trained.Seeds);
        Assert.Equal(3, _trained.Epochs);
        Assert.Contains("DRAlign(ΔEO)", panel.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lambda", "0.2:0.6:x", "'x' is not a number.")]
    [InlineData("lambda", "0.6:0.2:0.1", "goes down")]
    [InlineData("lambda", "", "missing")]
    [InlineData("lambda", "-1", "from 0 on")]
    [InlineData("beta", "a", "'a' is not a number.")]
    [InlineData("seeds", "0:2:0", "must be above 0")]
    [InlineData("seeds", "1.5", "'1.5' is not a whole number.")]
    [InlineData("epochs", "ten", "'ten' is not a whole number.")]
    [InlineData("epochs", "0", "1 to 1000 epochs")]
    public async Task What_is_wrong_with_a_field_is_said_beneath_it(string field, string text, string reason)
    {
        var panel = Render();

        await panel.Find($"#{field}").InputAsync(text);

        Assert.Contains(reason, panel.Find($"#{field}-help").TextContent, StringComparison.Ordinal);
        Assert.Equal("alert", panel.Find($"#{field}-help").GetAttribute("role"));
        Assert.Equal("true", panel.Find($"#{field}").GetAttribute("aria-invalid"));
        Assert.True(panel.Find("button[type=submit]").HasAttribute("disabled"));
        await panel.Find("form").SubmitAsync();
        Assert.Null(_trained);
    }

    [Fact]
    public async Task A_network_that_is_none_is_explained()
    {
        var panel = Render();

        await panel.Find("#networks").InputAsync("64-");

        Assert.Contains("'64-' is not a shape", panel.Find("#widths-help").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_chosen_is_explained()
    {
        var panel = Render();
        foreach (var method in new[] { "erm", "fairreg", "dralign" })
        {
            await panel.Find($"input[value={method}]").ChangeAsync(false);
        }

        await panel.Find("#widths-50").ChangeAsync(false);

        Assert.Contains("at least one method", panel.Find("#methods-help").TextContent, StringComparison.Ordinal);
        Assert.Contains("at least one network", panel.Find("#widths-help").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_runs_are_refused_before_they_start()
    {
        var panel = Render();

        await panel.Find("#seeds").InputAsync("0:4999");

        Assert.Contains("at most 10000", Plan(panel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weight_that_no_chosen_method_uses_does_not_matter()
    {
        var panel = Render();
        await panel.Find("#beta").InputAsync("nonsense");

        await panel.Find("input[value=dralign]").ChangeAsync(false);

        Assert.True(panel.Find("#beta").HasAttribute("disabled"));
        Assert.Equal("18 runs of 10 epochs · about 18 s", Plan(panel));
    }

    [Fact]
    public void Every_input_has_a_label_and_an_explanation()
    {
        var panel = Render();

        Assert.All(panel.FindAll("input, select"), input => Assert.True(
            input.HasAttribute("aria-label") || input.ParentElement!.LocalName == "label" || panel.FindAll($"label[for='{input.Id}']").Count == 1,
            input.OuterHtml));
        Assert.All(panel.FindAll("[aria-describedby]"), input => Assert.NotEmpty(
            panel.Find($"#{input.GetAttribute("aria-describedby")}").TextContent));
    }

    [Fact]
    public void A_missing_dataset_cannot_be_chosen_but_downloaded()
    {
        var panel = Render(adultAtHand: false);

        Assert.True(panel.Find("option[value=adult]").HasAttribute("disabled"));
        Assert.Equal("synthetic", panel.Find("select").GetAttribute("value"));
        Assert.Single(panel.FindComponents<DownloadPrompt>());
        Assert.Empty(Render().FindComponents<DownloadPrompt>());
    }

    [Fact]
    public async Task Images_get_networks_that_read_them_and_settings_of_their_own()
    {
        _page.Services.AddSingleton<IEngine>(FakeEngine.WithGpu());
        var panel = Render();
        await panel.Find("#seeds").InputAsync("3,4");
        await panel.Find("#dataset").ChangeAsync("fake:Smiling");
        Assert.Empty(panel.FindAll("#networks"));
        Assert.Contains("ResNet-18 has 22", panel.Find("#convnets-help").TextContent, StringComparison.Ordinal);
        Assert.True(panel.Find("#granularity-unit").HasAttribute("checked"));
        await panel.Find("#convnets-ResNet-18").ChangeAsync(true);
        Assert.Contains("taken in order", panel.Find("#convnets-help").TextContent, StringComparison.Ordinal);
        await panel.Find("#image-size").InputAsync("64");
        await panel.Find("#epochs").InputAsync("2");
        await panel.Find("#device").ChangeAsync("cuda:0");

        await panel.Find("form").SubmitAsync();

        Assert.Equal(["fake:Smiling"], _trained!.Datasets);
        Assert.Equal(["alexnet", "resnet18"], _trained.Networks.Select(network => network.ToString()));
        Assert.Equal((64, "cuda:0", Granularity.Unit, 2, 20), (_trained.ImageSize, _trained.Device, _trained.Granularity, _trained.Epochs, _trained.StepsPerEpoch));
        Assert.Equal([0], _trained.Seeds);

        await panel.Find("#dataset").ChangeAsync("adult");
        Assert.Equal(("3,4", "10", "100"), (Value(panel, "seeds"), Value(panel, "epochs"), Value(panel, "steps")));
        await panel.Find("#device").ChangeAsync("");
        await panel.Find("form").SubmitAsync();
        Assert.Equal(["50"], _trained.Networks.Select(network => network.ToString()));
        Assert.Equal((null, null, Granularity.Parameter, 100), (_trained.ImageSize, _trained.Device, _trained.Granularity, _trained.StepsPerEpoch));

        await panel.Find("#dataset").ChangeAsync("fake:Smiling");
        Assert.Equal(("0", "2", "20"), (Value(panel, "seeds"), Value(panel, "epochs"), Value(panel, "steps")));
    }

    [Theory]
    [InlineData("image-size", "big", "'big' is not a whole number.")]
    [InlineData("image-size", "62", "AlexNet reads images of 63 to 512 pixels, not 62.")]
    [InlineData("steps", "0", "1 to 100000 steps")]
    public async Task What_is_wrong_with_images_is_said_beneath_it(string field, string text, string reason)
    {
        _page.Services.AddSingleton<IEngine>(FakeEngine.WithGpu());
        var panel = Render();
        await panel.Find("#dataset").ChangeAsync("fake:Smiling");

        await panel.Find($"#{field}").InputAsync(text);

        Assert.Contains(reason, panel.Find($"#{field}-help").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_devices_that_are_here_are_offered_and_what_is_missing_is_said()
    {
        _page.Services.AddSingleton<IEngine>(FakeEngine.NotReady());
        var panel = Render();

        Assert.Equal(["", "managed"], panel.FindAll("#device option").Select(option => option.GetAttribute("value")));
        Assert.Contains("./fairer setup torch", panel.Find("#device-help").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_that_nothing_here_trains_are_explained_before_anything_starts()
    {
        _page.Services.AddSingleton<IEngine>(FakeEngine.NotReady());
        var panel = Render();

        await panel.Find("#dataset").ChangeAsync("fake:Smiling");

        Assert.Contains("Nothing here trains AlexNet. libtorch is not here.", panel.Find("#device-help").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", panel.Find("#device").GetAttribute("aria-invalid"));
        Assert.StartsWith("Nothing here trains AlexNet.", Plan(panel), StringComparison.Ordinal);
        Assert.True(panel.Find("button[type=submit]").HasAttribute("disabled"));
        await panel.Find("#dataset").ChangeAsync("adult");
        Assert.False(panel.Find("button[type=submit]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_device_that_cannot_train_the_network_says_why()
    {
        _page.Services.AddSingleton<IEngine>(FakeEngine.WithGpu());
        var panel = Render();
        await panel.Find("#dataset").ChangeAsync("fake:Smiling");
        await panel.Find("#device").ChangeAsync("managed");
        Assert.Contains("It trains MLPs only", panel.Find("#device-help").TextContent, StringComparison.Ordinal);

        await panel.Find("#device").ChangeAsync("cuda:0");
        Assert.Equal("Trains all networks.", panel.Find("#device-help").TextContent);
    }

    [Fact]
    public void A_dataset_that_has_to_be_fetched_by_hand_says_how_once()
    {
        DatasetOption Missing(string id, string name) => new(
            new FakeFaces { Info = new(id, name, false, "a", "b", "0", "1", Images: true) }, new DatasetAvailability(false, "Put the images there.", CanDownload: false));
        var panel = Render(more: [Missing("celeba:A", "CelebA (a, by b)"), Missing("celeba:B", "CelebA (b, by c)")]);

        var how = panel.FindAll("details.how");

        Assert.Equal("How to get CelebA", Assert.Single(how).QuerySelector("summary")!.TextContent);
        Assert.Contains("Put the images there.", how[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_a_family_that_no_list_has_can_be_chosen()
    {
        _page.Services.AddSingleton<IEngine>(FakeEngine.WithGpu());
        _page.Services.AddSingleton(new AttributeFamily("faces", SyntheticFaces.Attributes, "Smiling", "Glasses"));
        DatasetInfo? chosen = null;
        var panel = Render(more: [new DatasetOption(new SyntheticFaces(), new DatasetAvailability(true, "", CanDownload: false))], onDataset: info => chosen = info);
        Assert.Equal("adult", chosen!.Id);
        Assert.Empty(panel.FindAll("#label-attribute"));
        await panel.Find("#dataset").ChangeAsync("faces");

        await panel.Find("#label-attribute").ChangeAsync("Wearing_Hat");

        Assert.Equal("faces:Wearing_Hat", chosen!.Id);
        Assert.Equal("faces:Wearing_Hat", Value(panel, "dataset"));
        Assert.Equal("Synthetic, nobody’s faces: hat, by glasses.", panel.Find("#dataset-help").TextContent);
        await panel.Find("form").SubmitAsync();
        Assert.Equal(["faces:Wearing_Hat"], _trained!.Datasets);

        await panel.Find("#label-attribute").ChangeAsync("Smiling");
        Assert.Equal("faces", Value(panel, "dataset"));
    }

    [Fact]
    public async Task A_network_over_images_does_not_fit_a_table()
    {
        _page.Services.AddSingleton<IEngine>(FakeEngine.WithGpu());
        var panel = Render();

        await panel.Find("#networks").InputAsync("alexnet");

        Assert.Contains("Adult is a table, and alexnet reads images", panel.Find("#widths-help").TextContent, StringComparison.Ordinal);
    }

    private static string? Value(IRenderedComponent<TrainPanel> panel, string field) => panel.Find($"#{field}").GetAttribute("value");

    private static string Plan(IRenderedComponent<TrainPanel> panel) => panel.Find("#plan").TextContent.Trim();

    private IRenderedComponent<TrainPanel> Render(bool adultAtHand = true, DatasetOption[]? more = null, Action<DatasetInfo>? onDataset = null) => _page.Render<TrainPanel>(parameters => parameters
        .Add(panel => panel.Datasets,
        [
            new DatasetOption(new FakeDataset(Views.Adult), new DatasetAvailability(adultAtHand, "Get it.", CanDownload: true)),
            new DatasetOption(new FakeDataset(Views.Synthetic), new DatasetAvailability(true, "", CanDownload: false)),
            new DatasetOption(new FakeFaces(), new DatasetAvailability(true, "", CanDownload: false)),
            .. more ?? [],
        ])
        .Add(panel => panel.Estimate, plan => TimeSpan.FromSeconds(plan.Count))
        .Add(panel => panel.OnDatasetChosen, onDataset ?? (_ => { }))
        .Add(panel => panel.OnTrain, spec => _trained = spec));
}
