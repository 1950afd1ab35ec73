using System.Security.Cryptography;
using Fairer.Core.Data;
using Fairer.Core.Data.Images.Faces;
using Fairer.Core.Fairness;

namespace Fairer.Core.Tests.Data.Images;

public sealed class SyntheticFacesTests
{
    private static readonly DataFolders Nowhere = new([], "none");
    private static readonly Face[] Faces = [.. Enumerable.Range(0, SyntheticFaces.DefaultCount).Select(Face.Of)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Need_no_file_and_say_what_they_are()
    {
        var source = DatasetCatalogue.Get("faces");
        Assert.Equal(
            new DatasetInfo("faces", "Faces, synthetic", true, "smiling", "glasses", "no glasses", "glasses", Images: true), source.Info);
        Assert.True(source.Locate(Nowhere).AtHand);
        var split = (ImageSplit)(await source.LoadAsync(Nowhere, Cancellation)).Split(3, new DataEncoding());
        Assert.Equal([2400, 800, 800], new[] { split.Train.Count, split.Validation.Count, split.Test.Count });
        Assert.Equal(64, split.Train.Images.Size);
        Assert.Equal(Enumerable.Range(0, 4000), split.Train.Indices.Concat(split.Validation.Indices).Concat(split.Test.Indices).Order());
        Assert.All(split.Test.Indices, (index, row) => Assert.Equal(
            (Faces[index].Smiling ? 1 : 0, Faces[index].Glasses ? 1 : 0), (split.Test.Labels[row], split.Test.Groups[row])));
    }

    [Fact]
    public async Task The_seed_decides_on_the_split_and_not_on_the_faces()
    {
        var dataset = await new SyntheticFaces(50).LoadAsync(Nowhere, Cancellation);
        var (one, same, other) = (Split(dataset, 1), Split(dataset, 1), Split(dataset, 2));
        Assert.Equal(one.Train.Indices, same.Train.Indices);
        Assert.NotEqual(one.Train.Indices, other.Train.Indices);
        Assert.Equal(Pixels(one.Train.Images, 7), Pixels(other.Train.Images, 7));
    }

    [Fact]
    public void The_faces_never_change()
    {
        // Results rest on these pixels: a change here makes every stored result on faces unrepeatable.
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var index in Enumerable.Range(0, 40))
            digest.AppendData(Pixels(new FaceImages(40, 64), index));
        Assert.Equal("58E02E252D2085C3", Convert.ToHexString(digest.GetHashAndReset())[..16]);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(33)]
    [InlineData(128)]
    public async Task Another_size_is_drawn_at_that_size(int size)
    {
        var dataset = await new SyntheticFaces(20).LoadAsync(Nowhere, Cancellation);
        var images = Split(dataset, 0, size).Train.Images;
        Assert.Equal(size, images.Size);

        // The same picture: its mean colours hardly depend on the size.
        var (these, usual) = (Pixels(images, 5), Pixels(Split(dataset, 0).Train.Images, 5));
        for (var plane = 0; plane < 3; plane++)
            Assert.Equal(Mean(usual, plane), Mean(these, plane), tolerance: 3.0);

        static double Mean(byte[] pixels, int plane) =>
            pixels.AsSpan(plane * pixels.Length / 3, pixels.Length / 3).ToArray().Average(value => (double)value);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(1025)]
    [InlineData(-1)]
    public async Task A_size_that_no_image_has_is_refused(int size)
    {
        var dataset = await new SyntheticFaces(20).LoadAsync(Nowhere, Cancellation);
        var fault = Assert.Throws<DataException>(() => Split(dataset, 0, size));
        Assert.Equal($"Images of Faces, synthetic cannot be {size} pixels wide and high: choose an image size from 16 to 1024.", fault.Message);
    }

    [Fact]
    public void The_bias_is_as_documented()
    {
        var (with, without) = (Faces.Where(face => face.Glasses).ToArray(), Faces.Where(face => !face.Glasses).ToArray());
        Near(Face.GlassesRate, (double)with.Length / Faces.Length);
        Near(Face.SmilingRateWith, Share(with, face => face.Smiling));
        Near(Face.SmilingRateWithout, Share(without, face => face.Smiling));
        foreach (var (group, rate) in new[] { (with, Face.WarmRateWith), (without, Face.WarmRateWithout) })
        {
            Near(rate + Face.WarmBySmile, Share([.. group.Where(face => face.Smiling)], face => face.WarmBackground));
            Near(rate - Face.WarmBySmile, Share([.. group.Where(face => !face.Smiling)], face => face.WarmBackground));
        }

        static double Share(Face[] faces, Func<Face, bool> has) => faces.Count(has) / (double)faces.Length;

        // Three and a half deviations of the smallest of these samples.
        static void Near(double expected, double actual) => Assert.Equal(expected, actual, tolerance: 0.06);
    }

    [Fact]
    public void Mouths_tell_much_and_glasses_more_at_the_price_of_fairness()
    {
        byte[] labels = [.. Faces.Select(face => face.Smiling ? (byte)1 : (byte)0)];
        byte[] groups = [.. Faces.Select(face => face.Glasses ? (byte)1 : (byte)0)];
        double[] fair = [.. Faces.Select(face => Sigmoid(Face.MouthDistance * face.Mouth))];
        double[] unfair = [.. Faces.Select(face => Sigmoid((Face.MouthDistance * face.Mouth) + (face.Glasses ? -0.62 : 0.62)))];

        Assert.InRange(AveragePrecision.Of(fair, labels), 0.90, 0.97);
        Assert.True(AveragePrecision.Of(unfair, labels) > AveragePrecision.Of(fair, labels) + 0.003);
        Assert.InRange(GroupGap.EqualizedOdds(fair, labels, groups), 0, 0.04);
        Assert.InRange(GroupGap.EqualizedOdds(unfair, labels, groups), 0.1, 0.4);
        Assert.InRange(GroupGap.DemographicParity(unfair, groups), 0.25, 0.35);

        static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
    }

    [Fact]
    public void Every_attribute_can_be_seen()
    {
        foreach (var face in Faces[..20])
        {
            foreach (var (other, least) in new (Face, double)[]
            {
                (face with { Glasses = !face.Glasses }, 0.5),
                (face with { Mouth = face.Mouth > 0 ? -1.2f : 1.2f }, 0.1),
                (face with { Wave = face.Wave > 0.3f ? 0 : 0.8f }, 0.2),
                (face with { LongHair = !face.LongHair }, 2),
                (face with { Hat = !face.Hat }, 2),
            })
            {
                Assert.InRange(Difference(face, other), least, 60);
            }
        }

        static double Difference(Face one, Face other) => Painted(one).Zip(Painted(other), (a, b) => Math.Abs(a - b)).Average();

        static byte[] Painted(Face face)
        {
            var (canvas, pixels, random) = (new FaceCanvas(64), new byte[3 * 64 * 64], new SeededRandom(0, RandomPurpose.Faces));
            FacePainter.Paint(face, canvas);
            canvas.Write(pixels, 1, 0, ref random);
            return pixels;
        }
    }

    [Theory]
    [InlineData("faces", "faces", "Faces, synthetic", "no glasses")]
    [InlineData("faces:smiling:GLASSES", "faces", "Faces, synthetic", "no glasses")]
    [InlineData("Faces:wavy_hair", "faces:Wavy_Hair", "Faces, synthetic (wavy hair, by glasses)", "no glasses")]
    [InlineData("faces:Smiling:Wearing_Hat", "faces:Smiling:Wearing_Hat", "Faces, synthetic (smiling, by hat)", "no hat")]
    public void An_id_chooses_the_attributes(string id, string canonical, string name, string subgroup0)
    {
        var info = new KnownDatasets(Nowhere).Get(id).Info;
        Assert.Equal((canonical, name, subgroup0), (info.Id, info.Name, info.Subgroup0));
        Assert.Equal(info, DatasetCatalogue.InfoOf(canonical));
    }

    [Theory]
    [InlineData("faces:Bald", "The faces have no attribute 'Bald'; there are Smiling, Glasses, Wavy_Hair, Long_Hair, Wearing_Hat.")]
    [InlineData("faces:Smiling:", "The faces have no attribute ''; there are Smiling, Glasses, Wavy_Hair, Long_Hair, Wearing_Hat.")]
    [InlineData("faces:Glasses", "Glasses cannot be both label and sensitive attribute of the faces: write faces:Glasses:OTHER with one of Smiling, Wavy_Hair, Long_Hair, Wearing_Hat.")]
    public void An_attribute_that_is_not_there_is_refused_with_those_that_are(string id, string message)
    {
        var known = new KnownDatasets(Nowhere);
        Assert.Null(known.Find(id));
        Assert.Equal(message, Assert.Throws<DataException>(() => known.Get(id)).Message);
        Assert.Equal($"{id} (unknown here)", known.InfoOf(id).Name);
    }

    [Fact]
    public async Task Labels_and_subgroups_are_the_attributes_chosen()
    {
        var dataset = await SyntheticFaces.Of("Wavy_Hair", "Wearing_Hat", 300).LoadAsync(Nowhere, Cancellation);
        var train = Split(dataset, 0).Train;
        Assert.All(train.Indices, (index, row) => Assert.Equal(
            (Faces[index].WavyHair ? 1 : 0, Faces[index].Hat ? 1 : 0), (train.Labels[row], train.Groups[row])));
    }

    [Fact]
    public void A_face_is_the_same_whether_kept_or_drawn_again_and_whoever_asks()
    {
        var (kept, drawn) = (new FaceImages(60, 32), new FaceImages(60, 32, mostBytes: 0));
        Parallel.For(0, 240, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Assert.Equal(Pixels(kept, i % 60), Pixels(drawn, i % 60)));
        Assert.Empty(kept.Skipped);
    }

    [Fact]
    public void What_is_kept_is_bounded_and_read_without_allocating()
    {
        // Room for ten of twenty.
        var images = new FaceImages(20, 32, mostBytes: 10 * 3 * 32 * 32);
        var pixels = new byte[3 * 32 * 32];
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var index in Enumerable.Range(0, 20))
            images.TryRead(index, pixels);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before >= 10 * pixels.Length);

        before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            images.TryRead(i, pixels);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_index_or_a_buffer_of_the_wrong_size_is_refused()
    {
        var images = new FaceImages(5, 16);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.TryRead(5, new byte[3 * 16 * 16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.TryRead(-1, new byte[3 * 16 * 16]));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.TryRead(0, new byte[16 * 16]));
    }

    private static ImageSplit Split(IDataset dataset, int seed, int? size = null) =>
        (ImageSplit)dataset.Split(seed, new DataEncoding(ImageSize: size));

    private static byte[] Pixels(IImages images, int index)
    {
        var pixels = new byte[3 * images.Size * images.Size];
        Assert.True(images.TryRead(index, pixels));
        return pixels;
    }
}
