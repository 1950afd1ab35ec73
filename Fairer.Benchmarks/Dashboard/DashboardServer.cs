using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using Fairer.Core.Data;

namespace Fairer.Benchmarks.Dashboard;

/// <summary>The real dashboard as a process of its own, on a free port and an empty store: the one that was built with the
/// bench, or the one whose <c>Fairer.Web.dll</c> the variable <c>FAIRER_DASHBOARD</c> names.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Closely, since the time until the answer is a result.
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("fairer-bench-").FullName;
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private long _started;
    private bool _running;

    private DashboardServer(string? data)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { Program, "--store", StoreFile })
        {
            start.ArgumentList.Add(argument);
        }

        if (data is not null)
        {
            start.ArgumentList.Add("--data");
            start.ArgumentList.Add(data);
        }

        start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = _folder;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The number of its process.</summary>
    public int Id => _process.Id;

    /// <summary>The file that it keeps its results in.</summary>
    public string StoreFile => Path.Combine(_folder, "fairer.db");

    /// <summary>How long it took from the start of the process to the whole first page.</summary>
    public TimeSpan AnsweredAfter { get; private set; }

    /// <summary>The memory that it holds now, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The most memory that it has held so far, in bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>The processor time that it has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    private static string Program =>
        Environment.GetEnvironmentVariable("FAIRER_DASHBOARD")
        ?? Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Dashboard").Value!;

    /// <summary>Starts a dashboard and waits for its page.</summary>
    /// <param name="folders">Where it finds data.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <param name="fill">Fills the file of its store beforehand; null for an empty one.</param>
    /// <exception cref="BenchException">It ends, or does not answer in time.</exception>
    public static async Task<DashboardServer> StartAsync(DataFolders folders, CancellationToken cancellation, Func<string, Task>? fill = null)
    {
        var server = new DashboardServer(folders.Search.FirstOrDefault(Directory.Exists));
        try
        {
            await (fill?.Invoke(server.StoreFile) ?? Task.CompletedTask).ConfigureAwait(false);
            server.Start();
            await server.WaitUntilItAnswersAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_running)
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Start()
    {
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        Address = new Uri($"http://127.0.0.1:{port}/");
        _process.StartInfo.ArgumentList.Add("--port");
        _process.StartInfo.ArgumentList.Add(port);
        _started = Stopwatch.GetTimestamp();
        _running = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken cancellation)
    {
        using var client = new HttpClient();
        while (true)
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(_started) > Patience)
            {
                throw new BenchException($"The dashboard did not come up:{Environment.NewLine}{Log()}");
            }

            try
            {
                var page = await client.GetStringAsync(Address, cancellation).ConfigureAwait(false);
                AnsweredAfter = Stopwatch.GetElapsedTime(_started);
                if (!page.Contains("</html>", StringComparison.Ordinal))
                {
                    throw new BenchException("The dashboard does not answer with a page.");
                }

                return;
            }
            catch (HttpRequestException fault) when (fault.StatusCode is null)
            {
                await Task.Delay(AskAgain, cancellation).ConfigureAwait(false); // not listening yet
            }
        }
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }

    private string Log()
    {
        lock (_log)
        {
            return _log.ToString();
        }
    }
}
