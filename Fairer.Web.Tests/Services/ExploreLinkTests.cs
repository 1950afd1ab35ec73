using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Rationale;
using Fairer.Web.Components.Charts;
using Fairer.Web.Services;
using Fairer.Web.Services.Explore;

namespace Fairer.Web.Tests.Services;

public sealed class ExploreLinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fairer-link-").FullName;
    private readonly KnownDatasets _known;

    public ExploreLinkTests() => _known = new KnownDatasets(new DataFolders([], _folder));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_first_visit_has_nothing_in_its_address() =>
        Assert.Equal("", ExploreLink.Write(new ExploreState(), new SweepForm { Dataset = "synthetic" }, "synthetic"));

    [Fact]
    public void All_that_is_chosen_comes_back()
    {
        var state = new ExploreState
        {
            Sweep = 3,
            Run = 12,
            Second = SecondView.Map,
            Method = "dralign",
            Map = MapMeasure.Gap,
            MapOf = "dralign-50",
            Lower = LowerView.Parallel,
            Filter = RunFilter.None.With("lambda", (0.2, 0.4)).With("ap", (0.7, 0.75)),
            TradeoffZoom = new Zoom([-0.1, 0, 0.7, 0.8]),
            SimilarityZoom = new Zoom([0, 1, 0, 3]),
        };
        var form = new SweepForm
        {
            Dataset = "synthetic",
            Metric = FairnessMetric.EqualizedOdds,
            Granularity = Granularity.Unit,
            Methods = ["erm", "dralign"],
            Widths = [10, 200],
            OtherNetworks = "3x64, 64-32",
            Lambdas = "0.1:0.5:0.2",
            Betas = "0, 0.02",
            Seeds = "0:4",
            Epochs = "7",
            Steps = "50",
            Device = "managed",
        };

        var query = ExploreLink.Write(state, form, dataset: null);
        var read = ExploreLink.Read(query, _known, "synthetic");

        Assert.Empty(read.Faults);
        Assert.Equal(state, read.State);
        Assert.Equal(query, ExploreLink.Write(read.State, read.Form, dataset: null));
        Assert.Equal(
            (form.Metric, form.Granularity, "0.1:0.5:0.2", "0,0.02", "0:4", "7", "50", "managed"),
            (read.Form.Metric, read.Form.Granularity, read.Form.Lambdas, read.Form.Betas, read.Form.Seeds, read.Form.Epochs, read.Form.Steps, read.Form.Device));
        Assert.Equal(form.Read().Spec!.Networks, read.Form.Read().Spec!.Networks);
        Assert.Contains("lambda=0.1:0.5:0.2", query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lambda=abc", "'abc' is not a number")]
    [InlineData("seeds=1.5", "'1.5' is not a whole number")]
    [InlineData("methods=erm,magic", "there is no method 'magic'")]
    [InlineData("metric=xx", "there are dp and eo")]
    [InlineData("networks=64-", "is not a shape")]
    [InlineData("networks=alexnet", "reads images")]
    [InlineData("data=nothing", "no such dataset")]
    [InlineData("data=adult", "not at hand")]
    [InlineData("sweep=-1", "a sweep has a number")]
    [InlineData("beside=moon", "there are layers, epochs and map")]
    [InlineData("only=moon:1:2", "write axis:low:high")]
    [InlineData("only=lambda:2:1", "write axis:low:high")]
    [InlineData("zoom=1,2,3", "write left,right,bottom,top")]
    [InlineData("zoom=1,0,0,1", "write left,right,bottom,top")]
    [InlineData("moon=1", "‘moon’ is not known")]
    public void What_is_wrong_is_told_and_ignored_and_nothing_else_suffers(string part, string fault)
    {
        var read = ExploreLink.Read($"?{part}&epochs=4&beside=layers&{part}", _known, "synthetic");

        Assert.Contains(fault, Assert.Single(read.Faults), StringComparison.Ordinal);
        Assert.Equal("4", read.Form.Epochs);
        Assert.NotNull(read.Form.Read().Spec);
    }

    [Fact]
    public void What_the_form_calls_wrong_is_in_no_address() =>
        Assert.DoesNotContain("lambda", ExploreLink.Write(new ExploreState(), new SweepForm { Dataset = "synthetic", Lambdas = "0.2:" }, "synthetic"), StringComparison.Ordinal);

    [Fact]
    public void A_sweep_fills_the_form_with_what_it_asked_for()
    {
        var spec = SweepPreset.All[2].Spec("synthetic");
        var form = new SweepForm();

        form.Fill(spec, images: false);

        Assert.Equal("0:0.6:0.1", form.Lambdas);
        Assert.Equal("0:0.05:0.01", form.Betas);
        var again = form.Read().Spec!;
        Assert.Equal((string.Join(';', spec.Lambdas), string.Join(';', spec.Betas)), (string.Join(';', again.Lambdas), string.Join(';', again.Betas)));
        Assert.All(SweepPreset.All, preset =>
        {
            var filled = new SweepForm();
            filled.Fill(preset.Spec("synthetic"), images: false);
            Assert.NotNull(filled.Read().Spec);
        });
    }
}
