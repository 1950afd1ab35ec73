namespace Fairer.Core.Data.Images.CelebA;

/// <summary>The attributes of CelebA.</summary>
internal static class CelebAAttributes
{
    /// <summary>All 40, in the file's order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs", "Big_Lips", "Big_Nose",
        "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair", "Bushy_Eyebrows", "Chubby", "Double_Chin", "Eyeglasses", "Goatee",
        "Gray_Hair", "Heavy_Makeup", "High_Cheekbones", "Male", "Mouth_Slightly_Open", "Mustache", "Narrow_Eyes", "No_Beard",
        "Oval_Face", "Pale_Skin", "Pointy_Nose", "Receding_Hairline", "Rosy_Cheeks", "Sideburns", "Smiling", "Straight_Hair",
        "Wavy_Hair", "Wearing_Earrings", "Wearing_Hat", "Wearing_Lipstick", "Wearing_Necklace", "Wearing_Necktie", "Young",
    ];

    /// <summary>An attribute as the file spells it.</summary>
    /// <exception cref="DataException">There is none of that name; the message lists those there are.</exception>
    public static string Find(string name) =>
        All.FirstOrDefault(attribute => string.Equals(attribute, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new DataException($"CelebA has no attribute '{name}'; there are {string.Join(", ", All)}.");

    /// <summary>The attribute as pages name it: <c>wavy hair</c>.</summary>
    public static string Words(string attribute) => attribute.Replace('_', ' ').ToLowerInvariant();
}
