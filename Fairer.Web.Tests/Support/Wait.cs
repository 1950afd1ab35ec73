using System.Diagnostics;
using Bunit;

namespace Fairer.Web.Tests.Support;

/// <summary>Waits for what a page does in its own time.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits until an assertion holds. What is sent to a chart comes after a page's last rendering, so that waiting for
    /// renderings is not enough.</summary>
    public static async Task UntilAsync(Action assertion)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                assertion();
                return;
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException or ElementNotFoundException && watch.Elapsed < Patience)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }
}
