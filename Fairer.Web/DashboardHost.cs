using System.Net;
using System.Net.Sockets;
using Fairer.Core.Data;
using Fairer.Core.Data.Images.CelebA;
using Fairer.Core.Data.Images.Faces;
using Fairer.Core.Data.Statistics;
using Fairer.Core.Rationale.Work;
using Fairer.Core.Reproduction;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Gpu;
using Fairer.Core.Training.Managed;
using Fairer.Torch;
using Fairer.Web.Components;
using Fairer.Web.Components.Charts;
using Fairer.Web.Services;
using Fairer.Web.Services.Figures;
using Fairer.Web.Services.Images;
using Fairer.Web.Services.Log;
using Fairer.Web.Services.Present;
using Fairer.Web.Services.Rationale;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;
using Radzen;

namespace Fairer.Web;

/// <summary>The dashboard's web host.</summary>
internal static class DashboardHost
{
    /// <summary>Runs the dashboard until it is stopped.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Is told the address.</param>
    /// <param name="errors">Is told what is wrong.</param>
    /// <returns>The process's exit code: 0, 2 for a wrong command line, 1 for a failure.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var (options, exitCode) = DashboardOptions.Read(args, output, errors);
        if (options is null)
        {
            return exitCode;
        }

        await using var app = Build(options);
        try
        {
            await app.StartAsync();

            // Training goes on with what was unfinished, whether or not anybody looks; and only once the port is ours.
            app.Services.GetRequiredService<ISweepService>();
        }
        catch (StoreException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return 1;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await errors.WriteLineAsync(
                $"Port {options.Port} is taken: is a dashboard running already? Choose another one with --port N.");
            return 1;
        }
        catch (SocketException exception)
        {
            await errors.WriteLineAsync(
                $"The dashboard cannot listen on {options.Host}, port {options.Port}: {exception.Message}. Choose others with --host and --port.");
            return 1;
        }

        await output.WriteLineAsync($"Fairer is ready: open {Address(app, options)} (Ctrl+C stops it)");
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Puts the dashboard together.</summary>
    /// <param name="options">What the command line decides.</param>
    /// <param name="configure">Changes services; for tests.</param>
    public static WebApplication Build(DashboardOptions options, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(DashboardHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(options.Host, options.Port));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // The page with the log has more to tell than a console: what becomes of runs, too.
        builder.Logging.AddFilter<LogBuffer>("Fairer", LogLevel.Information);
        builder.Logging.AddFilter<LogBuffer>("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Fairer", LogLevel.Warning);

        // A start that fails is explained in one line, by RunAsync.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // Its keys only guard the page's own forms; that they lie in the user's profile unencrypted is fine.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (IPAddress.IsLoopback(options.Host))
        {
            // A foreign page must not reach this machine's dashboard under a name that it made point here.
            builder.Configuration["AllowedHosts"] = $"localhost;127.0.0.1;[::1];{options.Host}";
        }

        AddServices(builder.Services, options);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseWebSockets();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapSampleImages();
        app.MapFigures();
        app.MapWeights();
        ChartFeed.Map(app);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server =>
        {
            // What comes is small and mostly from this machine or its neighbours; packing it for many viewers would take from training.
            server.DisableWebSocketCompression = true;
        });
        return app;
    }

    private static void AddServices(IServiceCollection services, DashboardOptions options)
    {
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(5);
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore; // what warms up is not needed
        });
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();

        services.AddScoped<ViewerConnection>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<ViewerConnection>());
        services.AddSingleton<Audience>();
        services.AddSingleton<CircuitHandler>(provider => provider.GetRequiredService<Audience>());
        services.AddSingleton<SharedDrawings>();
        services.AddSingleton<ChartFeed>();
        services.AddSingleton<FigureJson>();
        services.AddSingleton(DataFolders.Find(options.Data));
        services.AddSingleton<KnownDatasets>();
        services.AddSingleton<DemoStore>();
        services.AddSingleton(provider => new DemoReader(id => provider.GetRequiredService<KnownDatasets>().Find(id)?.Info));
        services.AddSingleton(options);
        services.AddSingleton<PublicAddress>();
        services.AddSingleton(provider => new DatasetCache(provider.GetRequiredService<DataFolders>()));
        services.AddSingleton(_ => ResultStore.Open(options.Store ?? ResultStore.DefaultPath));
        services.AddSingleton(_ => new HttpClient { Timeout = Timeout.InfiniteTimeSpan }); // downloads watch over themselves
        services.AddSingleton(provider => new SampleGallery(provider.GetRequiredService<KnownDatasets>().Find, provider.GetRequiredService<DatasetCache>()));
        services.AddSingleton(provider => new StatisticsCache(provider.GetRequiredService<KnownDatasets>().Find, provider.GetRequiredService<DatasetCache>()));
        services.AddSingleton<IEngine, TorchEngine>();
        services.AddSingleton<ManagedEngine>();
        services.AddSingleton<IEngine>(provider => provider.GetRequiredService<ManagedEngine>());
        services.AddSingleton(provider => new Lazy<IReadOnlyList<IEngine>>(() => [.. provider.GetServices<IEngine>()]));
        services.AddHostedService<WarmUp>();
        services.AddHostedService<BoardLog>();
        services.AddSingleton<LogBuffer>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogBuffer>());
        services.AddSingleton(provider => new RunReplays(provider.GetRequiredService<ResultStore>(), provider.GetRequiredService<DatasetCache>(), provider.GetRequiredService<ManagedEngine>()));
        services.AddSingleton(provider => new TaylorMaps(provider.GetRequiredService<DatasetCache>(), provider.GetRequiredService<ManagedEngine>()));
        services.AddSingleton(provider => new ParityMeasurements(provider.GetRequiredService<ResultStore>(), provider.GetRequiredService<DatasetCache>()));
        services.AddSingleton<RationaleTools>();
        services.AddSingleton(new AttributeFamily(CelebADataset.Prefix, CelebADataset.Attributes, "Wavy_Hair", "Male"));
        services.AddSingleton(new AttributeFamily(SyntheticFaces.Prefix, SyntheticFaces.Attributes, "Smiling", "Glasses"));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IDeviceMonitor, DeviceMonitor>();
        services.AddSingleton<DeviceSampler>();
        services.AddSingleton<ISweepService>(provider => SweepService.Open(new SweepServiceOptions
        {
            Store = provider.GetRequiredService<ResultStore>(),
            Datasets = provider.GetRequiredService<DatasetCache>(),
            Engines = [.. provider.GetServices<IEngine>()],
        }));
        services.AddSingleton<StudyRunner>();
    }

    private static string Address(WebApplication app, DashboardOptions options)
    {
        var port = new Uri(app.Urls.First()).Port;
        var host = options.Host.Equals(IPAddress.Any) || options.Host.Equals(IPAddress.IPv6Any) ? "localhost" : options.Host.ToString();
        return new UriBuilder("http", host, port).Uri.ToString();
    }
}
