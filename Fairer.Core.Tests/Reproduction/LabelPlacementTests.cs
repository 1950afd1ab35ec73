using Fairer.Figures;

namespace Fairer.Core.Tests.Reproduction;

public class LabelPlacementTests
{
    [Fact]
    public void A_label_stands_beside_its_marker_over_no_other()
    {
        var room = new LabelPlacement(left: 0, right: 200);
        room.Keep(50, 50, size: 4);
        var first = room.Place(50, 50, "λ 0.2");
        var second = room.Place(50, 50, "λ 0.2");
        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.True(first.Value.X > 54);
        Assert.True(second.Value.Y >= first.Value.Y + 11);
    }

    [Fact]
    public void At_the_right_edge_it_stands_left() =>
        Assert.InRange(new LabelPlacement(0, 200).Place(195, 50, "λ 0.6")!.Value.X, 100, 195 - (6 * 5));

    [Fact]
    public void Where_all_sides_are_taken_there_is_none()
    {
        var room = new LabelPlacement(0, 200);
        for (var i = 0; i < 4; i++)
        {
            Assert.NotNull(room.Place(100, 50, "λ 0.6"));
        }

        Assert.Null(room.Place(100, 50, "λ 0.6"));
    }
}
