using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Web.Services.Present;

namespace Fairer.Web.Tests.Services.Present;

/// <summary>What a demo's text means, and what is said of a wrong line.</summary>
public sealed class DemoReaderTests
{
    private static readonly DemoReader Reader = new(id => DatasetCatalogue.Find(id)?.Info);

    private static DemoFault Fault(string text) => Assert.Single(Reader.Read(text).Faults);

    [Fact]
    public void Steps_keys_and_comments_are_read()
    {
        var script = Reader.Read("# mine\r\ntitle: A talk: part one\r\n\r\nVIEW: gap\r\n sweep : 12 \r\nspeed: 2.5x\r\ncaption: Look: here\r\nview: layers\r\nspeed: end").Script!;
        Assert.Equal("A talk: part one", script.Title);
        Assert.Equal(
            [new DemoStep(DemoView.Gap, new StoredSource(12), 2.5, "Look: here"), new DemoStep(DemoView.Layers, null, double.PositiveInfinity, "")],
            script.Steps);
        Assert.Equal(new StoredSource(12), script.SourceAt(1));
    }

    [Fact]
    public void The_built_in_demo_has_nothing_wrong_and_needs_no_data()
    {
        var script = Reader.Read(new DemoStore(new DataFolders([], Path.GetTempPath())).Load(DemoStore.BuiltIn)!).Script!;
        Assert.Equal([DemoView.Title, DemoView.Gap, DemoView.Similarity, DemoView.Layers, DemoView.Both], script.Steps.Select(step => step.View));
        Assert.All(script.Steps.Where(step => step.Source is not null), step => Assert.IsType<RecordedSource>(step.Source));
    }

    [Fact]
    public void What_is_to_be_trained_is_read_as_the_form_reads_it()
    {
        var source = (TrainSource)Reader.Read("view: gap\nsweep: train dataset=synthetic methods=erm,dralign metric=eo lambda=0.5:1.5:0.5 beta=0.02 hidden=20,3x8 seeds=0:1 epochs=4 steps=50").Script!.Steps[0].Source!;
        var spec = source.Spec;
        Assert.Equal(["erm", "dralign"], spec.Methods);
        Assert.Equal([0.5, 1, 1.5], spec.Lambdas);
        Assert.Equal([0.02], spec.Betas);
        Assert.Equal<NetworkShape>([new MlpShape(20, 20), new MlpShape(8, 8, 8)], spec.Networks);
        Assert.Equal((Fairer.Core.Fairness.FairnessMetric.EqualizedOdds, 4, 50), (spec.Metric, spec.Epochs, spec.StepsPerEpoch));
        Assert.Equal([0, 1], spec.Seeds);
    }

    [Theory]
    [InlineData("view: gap\nsweep recorded", 2, "'sweep recorded' has no colon")]
    [InlineData("view: gap\nsweep: recorded\n\nview: pie", 4, "There is no view 'pie'; there are title, both, gap, similarity, layers.")]
    [InlineData("view: title\nspede: 3", 2, "'spede' is not a key: write title, view, sweep, speed or caption.")]
    [InlineData("view: title\nspeed: 0.1", 2, "'0.1' is not a speed: write a number from 0.5 to 100")]
    [InlineData("view: title\nspeed: 101", 2, "'101' is not a speed")]
    [InlineData("view: title\nspeed: NaN", 2, "'NaN' is not a speed")]
    [InlineData("view: title\nsweep: newest", 2, "'newest' is no sweep: write recorded, last, the number of a stored one, or 'train'")]
    [InlineData("view: title\nsweep: -3", 2, "'-3' is no sweep")]
    [InlineData("view: title\ncaption: a\ncaption: b", 3, "This step says its caption twice")]
    [InlineData("speed: 3\nview: title", 1, "'speed' belongs to a step")]
    [InlineData("view: title\ntitle: late", 2, "The title stands before the first view")]
    [InlineData("view: title\n\nview: gap", 3, "This step shows a chart, and no sweep is named so far")]
    [InlineData("# nothing\n", 1, "There is no step")]
    [InlineData("view: title\nsweep: train dataset=mars", 2, "There is no dataset 'mars'")]
    [InlineData("view: title\nsweep: train dataset=faces:Smiling:Glasses", 2, "is made of images")]
    [InlineData("view: title\nsweep: train lambda=a", 2, "'a' is not a number.")]
    [InlineData("view: title\nsweep: train lambda", 2, "'lambda' lacks its value")]
    [InlineData("view: title\nsweep: train depth=3", 2, "'depth' is nothing that a sweep has")]
    [InlineData("view: title\nsweep: train methods=erm,magic", 2, "There is no method 'magic'")]
    [InlineData("view: title\nsweep: train metric=xx", 2, "'xx' is not a metric: write dp or eo.")]
    public void A_fault_names_its_line_and_what_to_write(string text, int line, string message)
    {
        var fault = Fault(text);
        Assert.Equal(line, fault.Line);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Null(Reader.Read(text).Script);
    }

    [Fact]
    public void All_faults_are_found_at_once() =>
        Assert.Equal([2, 3, 5], Reader.Read("view: title\nx: 1\nspeed: fast\n\nview: cake").Faults.Select(fault => fault.Line));

    [Fact]
    public void Size_steps_and_captions_are_bounded()
    {
        Assert.Contains("at most 65536", Fault(new string('#', DemoReader.MostCharacters + 1)).Message, StringComparison.Ordinal);
        Assert.Equal(DemoReader.MostSteps + 1, Fault(string.Concat(Enumerable.Repeat("view: title\n", DemoReader.MostSteps + 5))).Line);
        Assert.Contains("read from afar", Fault($"view: title\ncaption: {new string('a', DemoReader.MostInCaption + 1)}").Message, StringComparison.Ordinal);
    }
}
