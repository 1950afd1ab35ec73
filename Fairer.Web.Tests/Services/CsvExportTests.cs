using Fairer.Core.Models;
using Fairer.Core.Sweeps;
using Fairer.Web.Services;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Services;

public sealed class CsvExportTests
{
    [Fact]
    public void Every_line_of_synthetic_results_says_so()
    {
        var view = Views.Finished(Samples.Sweep() with { Datasets = ["synthetic"] }, Views.Synthetic);

        string[][] lines = [.. Lines(CsvExport.Runs(view)).Skip(1), .. Lines(CsvExport.Means(view)).Skip(1)];

        Assert.Equal(33 + 11, lines.Length);
        Assert.All(lines, line => Assert.Equal("true", line[1]));
    }

    [Fact]
    public void Each_dataset_of_a_sweep_has_its_own_curves_and_lines()
    {
        var view = Views.Finished(Samples.Sweep() with { Datasets = ["adult", "synthetic"] });

        Assert.Equal(2 * 3, view.AllCurves.Count);
        Assert.Equal(2 * 3, view.AllCurves.Select(curve => curve.Style).Distinct().Count());
        Assert.Equal(3, view.AllCurves.Count(curve => curve.Name.Contains("Synthetic census", StringComparison.Ordinal)));
        string[][] lines = [.. Lines(CsvExport.Runs(view)).Skip(1), .. Lines(CsvExport.Means(view)).Skip(1)];
        Assert.Equal(2 * (33 + 11), lines.Length);
        Assert.All(lines, line => Assert.Equal(line[0] == "synthetic" ? "true" : "false", line[1]));
    }

    [Fact]
    public void Runs_are_exported_to_the_last_digit()
    {
        var view = Views.Finished(Samples.Sweep());
        var (heading, first) = (Lines(CsvExport.Runs(view))[0], Lines(CsvExport.Runs(view))[1]);
        var run = view.Runs.First();

        Assert.Equal(run.Selected!.Test.AveragePrecision, Value(heading, first, "ap"));
        Assert.Equal(run.Selected.Test.DemographicParity, Value(heading, first, "dp"));
        Assert.Equal(run.Selected.LayerCosines[2], Value(heading, first, "layer3_cosine"));
    }

    [Fact]
    public void A_network_s_own_settings_are_written_out()
    {
        var view = Views.Finished(Samples.Sweep() with { Networks = [ConvNet.AlexNet], ImageSize = 64, Device = "cuda:0" });

        Assert.All(
            new[] { CsvExport.Runs(view), CsvExport.Means(view) },
            csv => Assert.Equal(["unit", "shared", "10", "100", "32", "0.0001", "64", "cuda:0"], Lines(csv)[1][^8..]));
    }

    [Fact]
    public void One_seed_has_no_deviation()
    {
        var view = Views.Finished(Samples.Sweep() with { Seeds = [4] });

        var lines = Lines(CsvExport.Means(view));

        Assert.All(lines.Skip(1), line => Assert.Equal("", line[Array.IndexOf(lines[0], "ap_sd")]));
    }

    [Fact]
    public void A_reason_with_commas_and_quotes_stays_one_cell()
    {
        var view = Views.Of(Samples.Sweep(), run => run with { Status = RunStatus.Failed, Failure = "The loss, \"L\", is NaN." });

        Assert.EndsWith(",\"The loss, \"\"L\"\", is NaN.\",parameter,shared,10,100,500,0.001,,", CsvExport.Runs(view).Split("\r\n")[1], StringComparison.Ordinal);
    }

    private static string[][] Lines(string csv) =>
        [.. csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];

    private static double Value(string[] heading, string[] line, string column) =>
        double.Parse(line[Array.IndexOf(heading, column)], System.Globalization.CultureInfo.InvariantCulture);
}
