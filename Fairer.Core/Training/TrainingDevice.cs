namespace Fairer.Core.Training;

/// <summary>Something that a run can be trained on.</summary>
/// <param name="Id">The name that options and files use, as in <see cref="Devices"/>.</param>
/// <param name="Name">The name that pages show, for instance that of the graphics card.</param>
/// <param name="Trains">What it can train, in a few words.</param>
/// <param name="Memory">Its own memory in bytes; null where it uses the machine's.</param>
public sealed record TrainingDevice(string Id, string Name, string Trains, long? Memory = null)
{
    /// <summary>Whether it is a graphics card.</summary>
    public bool IsGpu => Devices.IsGpu(Id);
}

/// <summary>The names of devices.</summary>
public static class Devices
{
    /// <summary>The managed engine: one core a run, MLPs only.</summary>
    public const string Managed = "managed";

    /// <summary>The torch engine on all cores.</summary>
    public const string Cpu = "cpu";

    private const string GpuPrefix = "cuda:";

    /// <summary>The torch engine on a graphics card, the first one being 0: <c>cuda:0</c>.</summary>
    public static string Gpu(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{GpuPrefix}{index}");

    /// <summary>Whether a name is that of a graphics card.</summary>
    public static bool IsGpu(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.StartsWith(GpuPrefix, StringComparison.Ordinal);
    }
}
