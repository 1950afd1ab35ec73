using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairer.Web.Tests.Browser;

/// <summary>The real dashboard as a process of its own, on a free port, with a store and a data folder of its own.</summary>
/// <remarks>
/// It runs the dashboard that was built with the tests, or the one that <c>FAIRER_DASHBOARD</c> names (the path of a
/// Fairer.Web.dll, for instance a published one). Real data is hidden from it, so that it starts from nothing.
/// </remarks>
public sealed class DashboardProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private DashboardProcess(string folder, int port)
    {
        _folder = folder;
        Address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");
        StoreFile = Path.Combine(folder, "fairer.db");
    }

    /// <summary>Where it answers; the same after a restart.</summary>
    public Uri Address { get; }

    /// <summary>The SQLite file that it keeps its results in.</summary>
    public string StoreFile { get; }

    /// <summary>What it has written to its console so far, over all its starts.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts a dashboard on an empty store.</summary>
    /// <exception cref="InvalidOperationException">It ends or does not answer in time; the message has its log.</exception>
    public static async Task<DashboardProcess> StartNewAsync(CancellationToken cancellation)
    {
        var dashboard = new DashboardProcess(Directory.CreateTempSubdirectory("fairer-test-").FullName, FreePort());
        try
        {
            await dashboard.StartAsync(cancellation);
            return dashboard;
        }
        catch
        {
            await dashboard.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, or starts it again after <see cref="KillAsync"/>, on the same port and store.</summary>
    /// <exception cref="InvalidOperationException">It ends or does not answer in time; the message has its log.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var dashboard = Environment.GetEnvironmentVariable("FAIRER_DASHBOARD")
            ?? Path.Combine(AppContext.BaseDirectory, "Fairer.Web.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        string[] arguments =
        [
            dashboard,
            "--port", Address.Port.ToString(CultureInfo.InvariantCulture),
            "--data", Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName,
            "--store", StoreFile,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("FAIRER_DATA");
        start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = _folder;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilItAnswersAsync(_process, cancellation);
    }

    /// <summary>Ends it without warning: SIGKILL, on Windows TerminateProcess.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilItAnswersAsync(Process process, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited || watch.Elapsed > StartLimit)
            {
                throw new InvalidOperationException($"The dashboard did not come up:{Environment.NewLine}{Log}");
            }

            try
            {
                using var answer = await client.GetAsync(Address, cancellation);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException fault) when (fault.StatusCode is null)
            {
                await Task.Delay(50, cancellation); // not listening yet
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
}
