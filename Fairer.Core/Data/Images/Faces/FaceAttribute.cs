namespace Fairer.Core.Data.Images.Faces;

/// <summary>Something that a synthetic face has or has not, and that can be the label or the sensitive attribute.</summary>
/// <param name="Id">The name in a dataset's id: <c>Wavy_Hair</c>.</param>
/// <param name="Words">The name that pages show: <c>wavy hair</c>.</param>
/// <param name="Without">What the subgroup without it is called.</param>
/// <param name="IsOn">Whether a face has it.</param>
internal sealed record FaceAttribute(string Id, string Words, string Without, Func<Face, bool> IsOn)
{
    /// <summary>The label where nobody names another.</summary>
    public static FaceAttribute Smiling { get; } = new("Smiling", "smiling", "not smiling", face => face.Smiling);

    /// <summary>The sensitive attribute where nobody names another.</summary>
    public static FaceAttribute Glasses { get; } = new("Glasses", "glasses", "no glasses", face => face.Glasses);

    /// <summary>Every one there is.</summary>
    public static IReadOnlyList<FaceAttribute> All { get; } =
    [
        Smiling,
        Glasses,
        new("Wavy_Hair", "wavy hair", "straight hair", face => face.WavyHair),
        new("Long_Hair", "long hair", "short hair", face => face.LongHair),
        new("Wearing_Hat", "hat", "no hat", face => face.Hat),
    ];
}
