namespace Fairer.Core.Data.Images.CelebA;

/// <summary>Where CelebA's files are.</summary>
/// <param name="Root">The folder they are in.</param>
/// <param name="Images">The folder of the images.</param>
/// <param name="Attributes">The list of attributes.</param>
/// <param name="Partition">The list of the partition.</param>
internal sealed record CelebAFolder(string Root, string Images, string Attributes, string Partition)
{
    private const string ImageFolder = "img_align_celeba";

    /// <summary>How a person gets the dataset, in one sentence.</summary>
    public static string HowToGet(DataFolders folders) =>
        "CelebA may not be handed on, so get it from https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html and put the folder " +
        $"{ImageFolder} with its images beside list_attr_celeba.txt and list_eval_partition.txt (or Kaggle's .csv files) into " +
        $"{Path.Combine(folders.Download, "celeba")}, or name the folder that has them with --data or FAIRER_DATA.";

    /// <summary>Looks for the files.</summary>
    /// <param name="folders">Where: in each folder itself, and in its sub-folder <c>celeba</c> or <c>CelebA</c>.</param>
    /// <param name="fault">Where they are not: one sentence on what is missing and how to get it.</param>
    public static CelebAFolder? Find(DataFolders folders, out string? fault)
    {
        fault = null;
        foreach (var root in folders.Search.Append(folders.Download).Distinct().SelectMany(
            folder => new[] { folder, Path.Combine(folder, "celeba"), Path.Combine(folder, "CelebA") }))
        {
            // As the dataset's own archive has them, too: in Img, Anno and Eval.
            var images = Existing(Directory.Exists, Path.Combine(root, ImageFolder), Path.Combine(root, "Img", ImageFolder));
            if (images is null)
                continue;
            // Kaggle's archive has a folder of the same name inside.
            images = Existing(Directory.Exists, Path.Combine(images, ImageFolder)) ?? images;
            var attributes = List(root, "Anno", "list_attr_celeba");
            var partition = List(root, "Eval", "list_eval_partition");
            if (attributes is not null && partition is not null)
                return new CelebAFolder(root, images, attributes, partition);
            var missing = attributes is null ? "list_attr_celeba" : "list_eval_partition";
            fault ??= $"{root} has CelebA's images but not {missing}.txt (nor {missing}.csv), which belongs beside {ImageFolder}.";
        }

        fault ??= HowToGet(folders);
        return null;
    }

    private static string? List(string root, string folder, string name) => Existing(
        File.Exists,
        Path.Combine(root, name + ".txt"),
        Path.Combine(root, name + ".csv"),
        Path.Combine(root, folder, name + ".txt"));

    private static string? Existing(Func<string, bool> exists, params string[] paths) => Array.Find(paths, path => exists(path));
}
