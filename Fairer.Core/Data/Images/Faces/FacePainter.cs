namespace Fairer.Core.Data.Images.Faces;

/// <summary>Paints a face from the back to the front.</summary>
internal static class FacePainter
{
    private static readonly Colour White = Colour.Of(0xF4F1EC);
    private static readonly Colour Dark = Colour.Of(0x241A18);
    private static readonly Colour Lip = Colour.Of(0xB5484C);

    /// <summary>Paints the face of one image.</summary>
    /// <param name="index">Which image.</param>
    /// <param name="canvas">Where it is painted; what was there is painted over.</param>
    /// <param name="pixels">Takes <c>[3, Size, Size]</c>.</param>
    public static void Paint(int index, FaceCanvas canvas, Span<byte> pixels)
    {
        var face = Face.Of(index);
        var random = Face.NoiseOf(index);
        Paint(face, canvas);
        canvas.Write(pixels, face.Light.Gain, face.Noise, ref random);
    }

    /// <summary>Paints any face, without noise.</summary>
    public static void Paint(Face face, FaceCanvas canvas)
    {
        canvas.Place(0, 0, 1, 0);
        canvas.Paint(
            new RoundBox(0, 0, 2, 2, 0), face.Background, new Slanted(0.12f * face.Light.X, 0.15f * face.Light.Y));

        var pose = face.Pose;
        canvas.Place(pose.X, pose.Y, pose.Scale, pose.Roll);
        Body(face, canvas);
        Head(face, canvas);
        Eyes(face, canvas);
        Nose(face, canvas);
        Mouth(face, canvas);
        Hair(face, canvas);
        if (face.Glasses)
            Glasses(face, canvas);
        if (face.Hat)
            Hat(face, canvas);
    }

    private static Oval Skull(Face face) => new(0, 0, face.HeadWidth, face.HeadHeight, face.Jaw);

    private static void Body(Face face, FaceCanvas canvas)
    {
        canvas.Paint(new Oval(0, 1.25f, 0.92f, 0.58f), face.Cloth, new Lit(new Oval(0, 1.25f, 0.92f, 0.58f), face.Light.X, face.Light.Y));
        if (face.LongHair)
        {
            canvas.Paint(
                new HairShape(
                    new Oval(0, 0.20f, face.HeadWidth + face.HairVolume + 0.08f, 0.84f, -0.12f),
                    new Oval(0, 3, 0.1f, 0.1f),
                    0.92f,
                    0.09f * face.Wave,
                    11,
                    face.Phase),
                face.Hair.Times(0.8f),
                new Strands(face.Wave, face.Phase));
        }

        var neck = new RoundBox(0, 0.62f, 0.17f, 0.24f, 0.1f);
        canvas.Paint(neck, face.Skin.Times(0.82f), default(Flat));
    }

    private static void Head(Face face, FaceCanvas canvas)
    {
        var skull = Skull(face);
        var lit = new Lit(skull, face.Light.X, face.Light.Y);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Paint(new Oval(side * face.HeadWidth, 0.02f, 0.06f, 0.11f), face.Skin.Times(0.9f), default(Flat));
        }

        canvas.Paint(skull, face.Skin, lit);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Paint(
                new Oval((side * 0.24f) + face.Pose.Yaw, 0.18f, 0.08f, 0.06f), face.Skin.Mixed(Lip, 0.5f), default(Flat), 0.3f, 0.15f);
        }
    }

    private static void Eyes(Face face, FaceCanvas canvas)
    {
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            var x = (side * face.EyeDistance) + face.Pose.Yaw;
            var (width, height) = (face.EyeSize, face.EyeSize * face.EyeOpen);
            canvas.Paint(new Oval(x, -0.06f, width + 0.03f, height + 0.04f), face.Skin.Times(0.7f), default(Flat), 0.4f, 0.07f);
            canvas.Paint(new Oval(x, -0.05f, width, height), White, default(Flat));
            var iris = MathF.Min(height * 0.98f, 0.05f);
            var look = x + (face.Pose.Yaw * 0.3f);
            canvas.Paint(new Oval(look, -0.05f, iris, iris), face.Iris, default(Flat));
            canvas.Paint(new Oval(look, -0.05f, iris * 0.5f, iris * 0.5f), Dark, default(Flat));
            canvas.Paint(new Oval(look - 0.015f, -0.065f, 0.012f, 0.012f), White, default(Flat), 0.9f);
            canvas.Paint(new Arc(x, -0.05f - height, width, 0, -height * 0.8f, 0, 0, 0.011f), Dark, default(Flat), 0.9f);
            canvas.Paint(
                new Arc(x, -0.11f - height, width + 0.04f, side * face.BrowSlope * 0.09f, -0.045f, 0, 0, face.BrowThickness),
                face.Hair.Times(0.75f),
                default(Flat),
                0.92f);
        }
    }

    private static void Nose(Face face, FaceCanvas canvas)
    {
        var x = face.Pose.Yaw * 1.3f;
        var tip = face.NoseLength - 0.05f;
        var shade = face.Skin.Times(0.62f);
        canvas.Paint(
            new Oval(x + (face.Light.X > 0 ? -0.035f : 0.035f), tip - 0.10f, 0.02f, 0.11f), shade, default(Flat), 0.4f, 0.05f);
        canvas.Paint(new Oval(x, tip - 0.02f, 0.045f, 0.035f), face.Skin.Times(1.12f), default(Flat), 0.5f, 0.05f);
        canvas.Paint(new Arc(x, tip + 0.02f, 0.065f, 0, -0.02f, 0, 0, 0.009f), shade, default(Flat), 0.9f);
    }

    private static void Mouth(Face face, FaceCanvas canvas)
    {
        var (x, y) = (face.Pose.Yaw * 1.1f, 0.335f);
        // The corners rise by this much: a deviation is hardly more than one pixel of 64.
        var bend = Math.Clamp(0.012f + (0.038f * face.Mouth), -0.09f, 0.16f);
        // A smile is wider, too.
        var width = face.MouthWidth * (1 + (0.12f * Math.Clamp(face.Mouth, -1, 2)));
        y += bend * 0.5f;
        // Lips and their line stand out from dark skin as well as from pale.
        var lip = Lip.Mixed(face.Skin, 0.4f).Times(0.8f + (0.2f * face.Skin.R));
        var line = Dark.Mixed(Lip, 0.35f * face.Skin.R * face.Skin.R);
        canvas.Paint(new Arc(x, y, width, 0, bend, 0.035f, 0, 0.004f), lip.Times(0.9f), default(Flat));
        canvas.Paint(new Arc(x, y, width, 0, bend, 0, face.MouthOpen + 0.055f, 0.004f), lip, default(Flat));
        if (face.MouthOpen > 0)
        {
            canvas.Paint(new Arc(x, y, width * 0.9f, 0, bend * 0.81f, 0, face.MouthOpen, 0), Dark.Mixed(Lip, 0.3f), default(Flat));
            canvas.Paint(new Arc(x, y, width * 0.8f, 0, bend * 0.64f, 0, face.MouthOpen * 0.6f, 0), White, default(Flat), 0.95f);
        }

        canvas.Paint(new Arc(x, y, width, 0, bend, 0, 0, 0.011f), line, default(Flat), face.MouthOpen > 0 ? 0.5f : 0.9f);
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            // The fold of the cheek beside a mouth that goes up.
            if (bend > 0.05f)
            {
                canvas.Paint(
                    new Oval(x + (side * (width + 0.035f)), y - bend - 0.03f, 0.012f, 0.06f), face.Skin.Times(0.65f), default(Flat), 0.45f, 0.03f);
            }
        }
    }

    private static void Hair(Face face, FaceCanvas canvas)
    {
        var outside = new Oval(0, -0.02f, face.HeadWidth + face.HairVolume, face.HeadHeight + face.HairVolume + 0.02f);
        // The face that the hair leaves free reaches up to the hairline.
        var bottom = 0.9f;
        var inside = new Oval(
            face.Pose.Yaw * 0.5f, (bottom + face.Hairline) / 2, face.HeadWidth - (face.LongHair ? 0.05f : 0.015f), (bottom - face.Hairline) / 2);
        canvas.Paint(
            new HairShape(outside, inside, face.LongHair ? 0.55f : -0.02f, 0.055f * face.Wave, 14, face.Phase),
            face.Hair,
            new Strands(face.Wave, face.Phase));
    }

    private static void Glasses(Face face, FaceCanvas canvas)
    {
        var (size, high) = (face.GlassesSize, face.GlassesSize * 0.8f);
        var middle = face.EyeDistance;
        foreach (var side in (ReadOnlySpan<int>)[-1, 1])
        {
            var x = (side * middle) + face.Pose.Yaw;
            canvas.Paint(new RoundBox(x, -0.04f, size, high, high * face.GlassesRoundness), Colour.Of(0xDCE8F2), default(Flat), 0.16f);
            canvas.Paint(new RoundBox(x, -0.04f, size, high, high * face.GlassesRoundness, 0.017f), face.Frame, default(Flat));
            var from = x + (side * size);
            var to = side * face.HeadWidth;
            if ((to - from) * side > 0)
                canvas.Paint(new RoundBox((from + to) / 2, -0.06f, MathF.Abs(to - from) / 2, 0.014f, 0.01f), face.Frame, default(Flat));
        }

        var bridge = MathF.Max(middle - size, 0.01f);
        canvas.Paint(new Arc(face.Pose.Yaw, -0.075f, bridge, 0, -0.02f, 0, 0, 0.014f), face.Frame, default(Flat));
    }

    private static void Hat(Face face, FaceCanvas canvas)
    {
        const float Brim = -0.34f;
        var (wide, high) = (face.HeadWidth + face.HairVolume + 0.03f, face.HatHeight + 0.12f);
        var dome = new Oval(0, Brim, wide, high);
        canvas.Paint(new Upper(dome, Brim), face.HatCloth, new Lit(dome, face.Light.X, face.Light.Y));
        canvas.Paint(new Arc(0, Brim - 0.07f, wide * 0.98f, 0, 0, 0, 0, 0.05f), face.HatCloth.Times(0.55f), default(Flat));
        canvas.Paint(new RoundBox(0, Brim, wide + 0.13f, 0.045f, 0.045f), face.HatCloth.Times(0.85f), default(Flat));
    }
}
