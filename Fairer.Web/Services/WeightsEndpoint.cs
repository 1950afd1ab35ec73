using System.Globalization;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Microsoft.AspNetCore.Http.Features;

namespace Fairer.Web.Services;

/// <summary>Serves the networks of finished runs. A request is a run's number, which is looked up in the store; it reaches no
/// file.</summary>
internal static class WeightsEndpoint
{
    /// <summary>Where a run's network is to be had.</summary>
    public static string Address(long run) => string.Create(CultureInfo.InvariantCulture, $"runs/{run}/weights.npz");

    /// <summary>Maps the address.</summary>
    public static void MapWeights(this IEndpointRouteBuilder routes) => routes.MapGet(
        "/runs/{run:long}/weights.npz",
        (long run, ISweepService sweeps, ResultStore store, HttpContext context) =>
        {
            if (sweeps.Board.Run(run) is not { Status: RunStatus.Finished } known)
            {
                return Microsoft.AspNetCore.Http.Results.NotFound($"There is no finished run {run}.");
            }

            if ((store.SelectedWeights(run) ?? store.FinalWeights(run)) is not { } stored)
            {
                return Microsoft.AspNetCore.Http.Results.NotFound($"The store keeps no network of run {run}.");
            }

            // A zip writes what stands between its files, a few bytes each, synchronously.
            context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return Microsoft.AspNetCore.Http.Results.Stream(
                target => WeightsFile.WriteAsync(target, known.Spec.Network, stored, context.RequestAborted),
                "application/zip",
                string.Create(CultureInfo.InvariantCulture, $"fairer-run{run}-epoch{stored.Epoch}.npz"));
        });
}
