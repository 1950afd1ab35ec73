using System.Xml.Linq;
using Fairer.Figures;

namespace Fairer.Core.Tests.Benchmarks;

public class RooflineTests
{
    private static readonly Roofline Roofline = new()
    {
        Title = "Roofline of one core",
        Peaks = [new("multiply-adds", 270), new("matrix product", 260)],
        Slopes = [new("L2", 260), new("DRAM", 39)],
        Points = [new("DRAlign c10", RooflineKind.DRAlign, 3.6, 96), new("product 200×200", RooflineKind.Kernel, 12, 150)],
    };

    [Fact]
    public void It_names_roofs_programs_and_units()
    {
        var texts = XDocument.Parse(Picture.Svg(Roofline)).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value).ToArray();
        Assert.Superset(
            new HashSet<string>
            {
                "Roofline of one core", "GFLOP/s", "operations a byte read or written", "multiply-adds, 270 GFLOP/s",
                "matrix product, 260 GFLOP/s", "L2", "DRAM", "L2 260, DRAM 39 GB/s", "DRAlign c10", "product 200×200",
            },
            texts.ToHashSet());
    }

    [Fact]
    public void A_program_above_the_roof_is_in_the_picture()
    {
        var above = Roofline with { Points = [.. Roofline.Points, new("FairReg c50", RooflineKind.FairReg, 8, 600)] };

        Assert.Contains(
            XDocument.Parse(Picture.Svg(above)).Descendants(), element => element.Name.LocalName == "text" && element.Value == "FairReg c50" && (double)element.Attribute("y")! > 48);
    }

    [Fact]
    public void A_logarithmic_axis_goes_from_power_to_power()
    {
        var axis = new LogAxis([0.3, 100]);
        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128], axis.Ticks);
        Assert.Equal(0, axis.Place(axis.Low));
        Assert.Equal(1, axis.Place(axis.High));
        Assert.Equal(5.0 / 9, axis.Place(8), 12);
        Assert.Equal(["1/4", "8"], new[] { 0.25, 8 }.Select(LogAxis.Label));
    }
}
