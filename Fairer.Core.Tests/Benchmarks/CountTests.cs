using Fairer.Benchmarks.Peak;
using Fairer.Benchmarks.Sweeps;

namespace Fairer.Core.Tests.Benchmarks;

public class CountTests
{
    private const int Inputs = 120;
    private const int Samples = 1000;

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(200)]
    public void A_step_has_the_multiply_adds_of_its_formula(int h)
    {
        Assert.Equal(2.0 * Samples * ((3 * h * h) + (2 * Inputs * h)), Work.OfStep(aligned: false, Inputs, h, Samples).Flops);
        Assert.Equal(2.0 * Samples * ((9 * h * h) + (4 * Inputs * h)), Work.OfStep(aligned: true, Inputs, h, Samples).Flops);
    }

    [Fact]
    public void A_product_moves_its_matrix_once_a_panel_and_its_samples_once()
    {
        var samples = 10 * KernelCall.PanelSamples;
        Assert.Equal(sizeof(float) * ((10 * 6) + ((2 + 3) * samples)), Work.OfProduct(2, 3, samples).Bytes);
    }

    [Fact]
    public void A_gram_moves_everything_once() => Assert.Equal(sizeof(float) * ((5 * 64) + 6), Work.OfGram(2, 3, 64).Bytes);

    [Fact]
    public void Work_adds_up()
    {
        var work = new Work(8, 4);
        Assert.Equal(new Work(24, 12), work + (2 * work));
        Assert.Equal(2, work.Intensity);
    }

    [Theory]
    [InlineData(2, 2, 1)]
    [InlineData(10, 10, 1)]
    [InlineData(36, 30, 3)]
    [InlineData(400, 100, 10)]
    public void A_grid_has_ten_lambdas_a_seed(int about, int runs, int seeds) => Assert.Equal((runs, seeds), ThroughputPart.Grid(about));
}
