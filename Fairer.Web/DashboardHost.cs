using Fairer.Web.Components;
using Radzen;

namespace Fairer.Web;

/// <summary>The dashboard's web host.</summary>
internal static class DashboardHost
{
    /// <summary>Runs the dashboard until it is stopped.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls("http://127.0.0.1:5080");
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddRadzenComponents();

        var app = builder.Build();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        await app.RunAsync();
        return 0;
    }
}
