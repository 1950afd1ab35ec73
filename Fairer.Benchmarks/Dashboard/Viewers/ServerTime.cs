using System.Diagnostics;
using System.Globalization;

namespace Fairer.Benchmarks.Dashboard.Viewers;

/// <summary>The processor time that a process has taken, in seconds: its threads that train, which live as long as it does and
/// are told by their lower priority, and everything else, threads that have ended among it.</summary>
/// <param name="Training">Of the workers.</param>
/// <param name="Other">Of everything else, the viewers' share among it.</param>
internal readonly record struct ServerTime(double Training, double Other)
{
    private const int NiceField = 16; // after the name of the thread

    /// <summary>Reads it; null where the system does not tell.</summary>
    /// <param name="process">The process's number.</param>
    public static ServerTime? Of(int process)
    {
        var tasks = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task");
        if (!Directory.Exists(tasks))
        {
            return null;
        }

        var usual = Nice($"/proc/{process}/stat") ?? 0;
        var training = 0.0;
        foreach (var task in Directory.EnumerateDirectories(tasks))
        {
            if (Nice($"{task}/stat") is { } nice && nice > usual && Read($"{task}/schedstat") is { } text)
            {
                training += 1e-9 * long.Parse(text.AsSpan(0, text.IndexOf(' ')), CultureInfo.InvariantCulture);
            }
        }

        using var whole = Process.GetProcessById(process);
        return new ServerTime(training, whole.TotalProcessorTime.TotalSeconds - training);
    }

    private static int? Nice(string file) =>
        Read(file) is { } text ? int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[NiceField], CultureInfo.InvariantCulture) : null;

    // A thread may have ended meanwhile.
    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
