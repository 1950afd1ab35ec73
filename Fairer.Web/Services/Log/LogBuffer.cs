using System.Text.RegularExpressions;

namespace Fairer.Web.Services.Log;

/// <summary>One thing that was logged.</summary>
/// <param name="Number">Its place among all that was logged, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Level">How serious it is.</param>
/// <param name="Category">What logged it.</param>
/// <param name="Text">What happened.</param>
public sealed record LogLine(long Number, DateTimeOffset At, LogLevel Level, string Category, string Text);

/// <summary>Keeps the last lines of the log in memory, for the page that shows them. A person's home folder and whatever looks like
/// a password or key is not kept.</summary>
/// <param name="time">The clock.</param>
public sealed partial class LogBuffer(TimeProvider time) : ILoggerProvider
{
    /// <summary>How many lines are kept.</summary>
    public const int Capacity = 500;

    private const int MaxText = 4000;

    private static readonly string Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new(Capacity);
    private long _number;

    /// <summary>How much has been logged so far.</summary>
    public long Number
    {
        get
        {
            lock (_lock)
            {
                return _number;
            }
        }
    }

    /// <summary>The last lines of at least that level, the newest first.</summary>
    public IReadOnlyList<LogLine> Tail(LogLevel least, int most = Capacity)
    {
        lock (_lock)
        {
            return [.. _lines.Reverse().Where(line => line.Level >= least).Take(most)];
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>A text without what must not be passed on.</summary>
    internal static string Tidy(string text)
    {
        text = Secret().Replace(text, "$1***");
        return Home.Length > 1 ? text.Replace(Home, "~", StringComparison.Ordinal) : text;
    }

    private void Add(LogLevel level, string category, string text)
    {
        var clean = Tidy(text);
        clean = clean.Length <= MaxText ? clean : clean[..MaxText] + "…";
        lock (_lock)
        {
            if (_lines.Count == Capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(new LogLine(++_number, time.GetUtcNow(), level, category, clean));
        }
    }

    [GeneratedRegex(@"((?:password|passwd|pwd|secret|token|api[_-]?key|authorization)[""']?\s*[:=]\s*[""']?(?:bearer\s+|basic\s+)?)[^\s""',;&]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();

    private sealed class Logger(LogBuffer buffer, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            buffer.Add(logLevel, category, exception is null ? text : $"{text}\n{exception}");
        }
    }
}
