using Bunit;
using Fairer.Core.Data;
using Fairer.Core.Data.Statistics;
using Fairer.Core.Reproduction;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Gpu;
using Fairer.Core.Training.Managed;
using Fairer.Web.Components.Charts;
using Fairer.Web.Services;
using Fairer.Web.Services.Images;
using Fairer.Web.Services.Log;
using Fairer.Web.Services.Present;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace Fairer.Web.Tests.Support;

/// <summary>What every component test starts from: a browser that answers everything, a sweep service without an
/// engine, and a viewer who is connected.</summary>
public sealed class PageContext : BunitContext
{
    public PageContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Charts = JSInterop.SetupModule("./Components/Charts/PlotlyChart.razor.js");
        Charts.Mode = JSRuntimeMode.Loose;
        Charts.Setup<bool>("follow", _ => true).SetResult(true);
        Services.AddRadzenComponents();
        Services.AddSingleton<ISweepService>(Sweeps);
        Services.AddSingleton(Connection);
        Services.AddSingleton(new DataFolders([], Folder));
        Services.AddSingleton<KnownDatasets>();
        Services.AddSingleton<DemoStore>();
        Services.AddSingleton(provider => new DemoReader(id => provider.GetRequiredService<KnownDatasets>().Find(id)?.Info));
        Services.AddSingleton(new PublicAddress(new DashboardOptions(), new FakeHttpServer()));
        Services.AddSingleton(provider => new DatasetCache(provider.GetRequiredService<DataFolders>()));
        Services.AddSingleton(provider => new SampleGallery(provider.GetRequiredService<KnownDatasets>().Find, provider.GetRequiredService<DatasetCache>()));
        Services.AddSingleton(provider => new StatisticsCache(provider.GetRequiredService<KnownDatasets>().Find, provider.GetRequiredService<DatasetCache>()));
        Services.AddSingleton<IEngine, ManagedEngine>();
        Services.AddSingleton<IDeviceMonitor>(Monitor);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<DeviceSampler>();
        Services.AddSingleton<LogBuffer>();
        Services.AddSingleton(_ => ResultStore.Open(Path.Combine(Folder, "fairer.db")));
        Services.AddSingleton<Audience>();
        Services.AddSingleton<SharedDrawings>();
        Services.AddSingleton<FigureJson>();
        Services.AddSingleton(new HttpClient(Server));
        Services.AddSingleton<StudyRunner>();
        Connection.OnConnectionUpAsync(null!, CancellationToken.None).GetAwaiter().GetResult();
    }

    public FakeSweepService Sweeps { get; } = new();

    /// <summary>How busy the machine is.</summary>
    public FakeMonitor Monitor { get; } = new();

    /// <summary>What answers downloads.</summary>
    public FakeServer Server { get; } = new();

    /// <summary>Where downloads go.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("fairer-page-").FullName;

    internal ViewerConnection Connection { get; } = new();

    /// <summary>The script that draws charts, and what it was asked to draw.</summary>
    public BunitJSModuleInterop Charts { get; }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>The figures sent to the browser so far, as JSON.</summary>
    public IReadOnlyList<string> Drawn => Calls("show", 1);

    /// <summary>The feeds that the browser was told to follow so far.</summary>
    public IReadOnlyList<string> Followed => Calls("follow", 0);

    private IReadOnlyList<string> Calls(string function, int argument)
    {
        while (true)
        {
            try
            {
                return [.. Charts.Invocations[function].Select(call => call.Arguments[argument]!.ToString()!)];
            }
            catch (InvalidOperationException)
            {
                // The page has called meanwhile.
            }
        }
    }
}
