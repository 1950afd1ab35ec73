namespace Fairer.Core.Data.Images;

/// <summary>The sides that images can have.</summary>
internal static class ImageSizes
{
    /// <summary>The smallest, in pixels.</summary>
    public const int Least = 16;

    /// <summary>The largest, in pixels.</summary>
    public const int Most = 1024;

    /// <summary>The side that an encoding asks for, or the dataset's own.</summary>
    /// <exception cref="DataException">No image can have that side.</exception>
    public static int Of(DatasetInfo dataset, DataEncoding encoding, int own)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        var size = encoding.ImageSize ?? own;
        return size is >= Least and <= Most
            ? size
            : throw new DataException(
                $"Images of {dataset.Name} cannot be {size} pixels wide and high: choose an image size from {Least} to {Most}.");
    }
}
