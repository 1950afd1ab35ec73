using System.Globalization;

namespace Fairer.Benchmarks.Dashboard.Viewers;

/// <summary>The processor time that the threads of a process have taken, in seconds: those that train, which are told by their
/// lower priority, and all others.</summary>
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
        var (training, other) = (0.0, 0.0);
        foreach (var task in Directory.EnumerateDirectories(tasks))
        {
            if (Nice($"{task}/stat") is { } nice && Read($"{task}/schedstat") is { } text)
            {
                var seconds = 1e-9 * long.Parse(text.AsSpan(0, text.IndexOf(' ')), CultureInfo.InvariantCulture);
                (training, other) = nice > usual ? (training + seconds, other) : (training, other + seconds);
            }
        }

        return new ServerTime(training, other);
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
