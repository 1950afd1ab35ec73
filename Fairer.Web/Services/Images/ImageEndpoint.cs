using System.Globalization;

namespace Fairer.Web.Services.Images;

/// <summary>Serves the sample images that pages show.</summary>
internal static class ImageEndpoint
{
    /// <summary>Where a sample image is to be had.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="index">The image's place in the training split.</param>
    public static string Address(string dataset, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"images/{Uri.EscapeDataString(dataset)}/{index}.png");

    /// <summary>Maps the address.</summary>
    public static void MapSampleImages(this IEndpointRouteBuilder routes) => routes.MapGet(
        "/images/{dataset}/{index:int}.png",
        (string dataset, int index, SampleGallery gallery, HttpContext context) =>
        {
            if (gallery.Picture(dataset, index) is not { } picture)
            {
                return Results.NotFound();
            }

            // People may be in them: no other site's page is to show them.
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            context.Response.Headers.CacheControl = "private, max-age=3600";
            return Results.Bytes(picture, "image/png");
        });
}
