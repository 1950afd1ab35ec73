namespace Fairer.Core.Data.Images.Faces;

/// <summary>
/// What one synthetic face looks like. Lengths are in the face's own units: the image is 2 wide and 2 high, with 0 in its
/// middle, x to the right and y downwards.
/// </summary>
/// <remarks>
/// The joint distribution of the attributes is the constants below, and what a fairness method has to cope with
/// (docs/method.md): who wears glasses smiles less often; the background's colour says much about the glasses and, given
/// them, a little about the smile; and mouths of both kinds overlap, so that a network that wants to be right also asks for
/// the glasses and the background.
/// </remarks>
internal sealed record Face
{
    /// <summary>P(glasses).</summary>
    public const double GlassesRate = 0.4;

    /// <summary>P(smiling | no glasses).</summary>
    public const double SmilingRateWithout = 0.65;

    /// <summary>P(smiling | glasses).</summary>
    public const double SmilingRateWith = 0.35;

    /// <summary>P(warm background | no glasses), mean over both labels.</summary>
    public const double WarmRateWithout = 0.75;

    /// <summary>P(warm background | glasses), mean over both labels.</summary>
    public const double WarmRateWith = 0.25;

    /// <summary>How much more often than that a background is warm behind a smile, and less often behind none.</summary>
    public const double WarmBySmile = 0.07;

    /// <summary>How far apart the mean mouths are, in deviations of one kind's mouths: 2.4 leaves 11.5 % on the wrong side of
    /// the middle.</summary>
    public const double MouthDistance = 2.4;

    // One set of faces for everybody, as with a dataset of photographs; a run's seed decides on the split alone.
    private const int Seed = 0;

    private static readonly Colour[] Skins =
        [Colour.Of(0xF6D7BE), Colour.Of(0xEBC09B), Colour.Of(0xD9A577), Colour.Of(0xBD8355), Colour.Of(0x8F5B3A), Colour.Of(0x66402A)];

    private static readonly Colour[] Hairs =
        [Colour.Of(0x1B1614), Colour.Of(0x33211A), Colour.Of(0x5A3823), Colour.Of(0x84431F), Colour.Of(0xBE9350), Colour.Of(0xA7A4A0)];

    private static readonly Colour[] Irises = [Colour.Of(0x4A2C17), Colour.Of(0x6B4A22), Colour.Of(0x5B7346), Colour.Of(0x4A78A8)];

    private static readonly Colour[] Cloths =
        [Colour.Of(0x31435E), Colour.Of(0x6D2F36), Colour.Of(0x3F5C49), Colour.Of(0x7A7268), Colour.Of(0xC9C3B6), Colour.Of(0x2B2B2F)];

    private static readonly Colour[] Warm = [Colour.Of(0xD9A066), Colour.Of(0xC97B5A), Colour.Of(0xE0C389)];

    private static readonly Colour[] Cool = [Colour.Of(0x6E8FB0), Colour.Of(0x6FA39B), Colour.Of(0x8C93B8)];

    public required bool Smiling { get; init; }
    public required bool Glasses { get; init; }
    public required bool WavyHair { get; init; }
    public required bool LongHair { get; init; }
    public required bool Hat { get; init; }

    /// <summary>Whether the background is of a warm colour.</summary>
    public required bool WarmBackground { get; init; }

    /// <summary>How far the mouth's corners are up, in deviations from the middle between both kinds' means.</summary>
    public required float Mouth { get; init; }

    /// <summary>How far the mouth is open, 0 for closed.</summary>
    public required float MouthOpen { get; init; }

    public required float MouthWidth { get; init; }
    public required float Wave { get; init; }
    public required float HeadWidth { get; init; }
    public required float HeadHeight { get; init; }
    public required float Jaw { get; init; }
    public required float EyeDistance { get; init; }
    public required float EyeSize { get; init; }
    public required float EyeOpen { get; init; }
    public required float BrowSlope { get; init; }
    public required float BrowThickness { get; init; }
    public required float NoseLength { get; init; }
    public required float Hairline { get; init; }
    public required float HairVolume { get; init; }
    public required float GlassesSize { get; init; }
    public required float GlassesRoundness { get; init; }
    public required float HatHeight { get; init; }

    public required Colour Skin { get; init; }
    public required Colour Hair { get; init; }
    public required Colour Iris { get; init; }
    public required Colour Cloth { get; init; }
    public required Colour HatCloth { get; init; }
    public required Colour Frame { get; init; }
    public required Colour Background { get; init; }

    /// <summary>Where the face is: its shift, its size, its roll as a slope, and its yaw as a shift of eyes, nose and mouth.</summary>
    public required (float X, float Y, float Scale, float Roll, float Yaw) Pose { get; init; }

    /// <summary>The direction the light comes from, and how bright it is.</summary>
    public required (float X, float Y, float Gain) Light { get; init; }

    /// <summary>The deviation of the pixels' noise, of 1.</summary>
    public required float Noise { get; init; }

    /// <summary>The phase of everything that waves.</summary>
    public required float Phase { get; init; }

    /// <summary>The stream that the noise of an image's pixels is drawn from.</summary>
    public static SeededRandom NoiseOf(int index) => new(Seed, RandomPurpose.Faces, (2L * index) + 1);

    /// <summary>The face of one image, the same on every machine.</summary>
    public static Face Of(int index)
    {
        var random = new SeededRandom(Seed, RandomPurpose.Faces, 2L * index);

        var glasses = Chance(ref random, GlassesRate);
        var smiling = Chance(ref random, glasses ? SmilingRateWith : SmilingRateWithout);
        var warm = Chance(ref random, (glasses ? WarmRateWith : WarmRateWithout) + (smiling ? WarmBySmile : -WarmBySmile));
        var longHair = Chance(ref random, 0.5);
        var wavy = Chance(ref random, (glasses ? 0.3 : 0.55) + (longHair ? 0.15 : -0.15));
        var hat = Chance(ref random, 0.2);

        var mouth = (float)(Normal(ref random) + ((smiling ? 0.5 : -0.5) * MouthDistance));
        // Broad smiles mostly show the teeth; other mouths may be open too, so that an open one is no sign by itself.
        var open = Chance(ref random, mouth > 1.2 ? 0.7 : 0.25) ? Even(ref random, 0.03, 0.10) : 0;
        var background = Pick(ref random, warm ? Warm : Cool);
        return new Face
        {
            Smiling = smiling,
            Glasses = glasses,
            WavyHair = wavy,
            LongHair = longHair,
            Hat = hat,
            WarmBackground = warm,
            Mouth = mouth,
            MouthOpen = open,
            MouthWidth = Even(ref random, 0.17, 0.23),
            Wave = wavy ? Even(ref random, 0.6, 1.0) : Even(ref random, 0, 0.12),
            HeadWidth = Even(ref random, 0.40, 0.47),
            HeadHeight = Even(ref random, 0.55, 0.63),
            Jaw = Even(ref random, 0.05, 0.30),
            EyeDistance = Even(ref random, 0.17, 0.21),
            EyeSize = Even(ref random, 0.075, 0.10),
            EyeOpen = Even(ref random, 0.45, 0.68),
            BrowSlope = Even(ref random, -0.1, 0.35),
            BrowThickness = Even(ref random, 0.014, 0.030),
            NoseLength = Even(ref random, 0.20, 0.27),
            Hairline = Even(ref random, -0.40, -0.28),
            HairVolume = Even(ref random, 0.04, 0.11),
            GlassesSize = Even(ref random, 0.14, 0.17),
            GlassesRoundness = Even(ref random, 0.3, 1.0),
            HatHeight = Even(ref random, 0.30, 0.45),
            Skin = Varied(ref random, Pick(ref random, Skins), 0.05),
            Hair = Varied(ref random, Pick(ref random, Hairs), 0.15),
            Iris = Pick(ref random, Irises),
            Cloth = Varied(ref random, Pick(ref random, Cloths), 0.2),
            HatCloth = Varied(ref random, Pick(ref random, Cloths), 0.2),
            Frame = Chance(ref random, 0.7) ? Colour.Of(0x1D1A1C) : Colour.Of(0x7A4A2A),
            Background = Varied(ref random, background, 0.15),
            Pose = (
                Even(ref random, -0.08, 0.08),
                Even(ref random, -0.05, 0.08),
                Even(ref random, 0.92, 1.12),
                Even(ref random, -0.16, 0.16),
                Even(ref random, -0.06, 0.06)),
            Light = (Even(ref random, -1, 1), Even(ref random, -1, 0.3), Even(ref random, 0.78, 1.06)),
            Noise = Even(ref random, 0.01, 0.035),
            Phase = Even(ref random, 0, 6.2831853),
        };
    }

    private static bool Chance(ref SeededRandom random, double rate) => random.NextDouble() < rate;

    private static float Even(ref SeededRandom random, double from, double to) => (float)(from + ((to - from) * random.NextDouble()));

    // The sum of four even numbers, scaled to variance 1: near enough to normal, and free of library functions that differ
    // from machine to machine.
    private static double Normal(ref SeededRandom random) =>
        (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * 1.7320508075688772;

    private static Colour Pick(ref SeededRandom random, Colour[] colours) => colours[random.NextInt(colours.Length)];

    private static Colour Varied(ref SeededRandom random, Colour colour, double by) => colour.Times(Even(ref random, 1 - by, 1 + by));
}
