using Fairer.Core.Data;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Fairer.Web.Services;

/// <summary>Reads files that were chosen in the browser.</summary>
internal static class ChosenFile
{
    /// <summary>Reads a file from its beginning, away from the page's own thread.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mostBytes">How large it may be.</param>
    /// <param name="read">What reads it.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="DataException">The browser cannot read it any more, or what <paramref name="read"/> says.</exception>
    public static async Task<T> ReadAsync<T>(this IBrowserFile file, long mostBytes, Func<Stream, Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            await using var content = file.OpenReadStream(mostBytes, cancellation);
            return await Task.Run(() => read(content), cancellation);
        }
        catch (Exception exception) when (exception is JSException or InvalidOperationException)
        {
            throw new DataException($"{file.Name} cannot be read any more: it was changed, moved or removed after it was chosen. Choose it again.", exception);
        }
    }
}
