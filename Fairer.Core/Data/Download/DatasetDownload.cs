using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Fairer.Core.Data.Download;

/// <summary>
/// Downloads a dataset's files into a folder. What has arrived is kept in a <c>.part</c> file, from which a later
/// attempt goes on; a file gets its name only when it is complete and its digest is right.
/// </summary>
/// <remarks>A page shows <see cref="IDatasetSource.Remote"/>'s address and size, and on a click awaits
/// <see cref="DownloadAsync"/> with a progress bar and a way to cancel; afterwards the dataset can be loaded. Any number
/// of downloads into one folder, also from several processes, take turns, and the later ones find the files there.</remarks>
/// <param name="http">What the requests are sent by.</param>
/// <param name="remote">Where the files are.</param>
/// <param name="folder">Where they go: <see cref="DataFolders.Download"/>.</param>
/// <param name="patience">When to give up; the defaults when left out.</param>
public sealed class DatasetDownload(HttpClient http, RemoteDataset remote, string folder, DownloadPatience? patience = null)
{
    private readonly DownloadPatience _patience = patience ?? new DownloadPatience();

    /// <summary>Downloads the files that are not here yet.</summary>
    /// <param name="progress">Is told of every piece that arrives.</param>
    /// <param name="cancellation">Stops the download; what has arrived is kept.</param>
    /// <exception cref="DataException">A file cannot be had; the message says why and what to do.</exception>
    public async Task DownloadAsync(IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            using var _ = await FolderLock.TakeAsync(folder, cancellation).ConfigureAwait(false);
            var total = remote.Files.Sum(file => file.Size);
            var before = 0L;
            foreach (var file in remote.Files)
            {
                var start = before;
                await GetAsync(file, received => progress?.Report(new(file.Name, start + received, total)), cancellation)
                    .ConfigureAwait(false);
                before += file.Size;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder} cannot be written to: {fault.Message} Make room or name another folder.", fault);
        }
    }

    private async Task GetAsync(RemoteFile file, Action<long> report, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, file.Name);
        var part = path + ".part";
        if (!await IsRightAsync(path, file, cancellation).ConfigureAwait(false))
        {
            var isResumed = LengthOf(part) > 0;
            await CompleteAsync(file, part, report, cancellation).ConfigureAwait(false);
            if (isResumed && !await IsRightAsync(part, file, cancellation).ConfigureAwait(false))
            {
                // The beginning may stem from another version of the file: once more from the start.
                File.Delete(part);
                await CompleteAsync(file, part, report, cancellation).ConfigureAwait(false);
            }

            if (!await IsRightAsync(part, file, cancellation).ConfigureAwait(false))
            {
                File.Delete(part);
                throw Fault(file, "what arrived is not the file that was expected (its SHA-256 digest differs)");
            }

            File.Move(part, path, overwrite: true);
        }

        report(file.Size);
    }

    // Requests the rest of a file until it is all there.
    private async Task CompleteAsync(RemoteFile file, string part, Action<long> report, CancellationToken cancellation)
    {
        var attempt = 1;
        var most = LengthOf(part);
        while (LengthOf(part) != file.Size)
        {
            string problem;
            try
            {
                await ReceiveAsync(file, part, report, cancellation).ConfigureAwait(false);
                problem = "the connection ended too early";
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                problem = $"the server sent nothing for {_patience.Stall.TotalSeconds:0.#} seconds";
            }
            catch (HttpRequestException fault) when (IsPassing(fault.StatusCode))
            {
                problem = fault.Message;
            }
            catch (HttpRequestException fault)
            {
                throw Fault(file, fault.Message, fault);
            }
            catch (HttpIOException fault)
            {
                problem = fault.Message;
            }

            var arrived = LengthOf(part);
            if (arrived == file.Size)
                return;
            attempt = arrived > most ? 1 : attempt + 1;
            most = Math.Max(most, arrived);
            if (attempt > _patience.Attempts)
                throw Fault(file, problem);
            await Task.Delay(_patience.Delay * Math.Pow(2, Math.Max(0, attempt - 2)), cancellation).ConfigureAwait(false);
        }
    }

    // One request: appends what it brings, or starts anew where the server sends the whole file.
    private async Task ReceiveAsync(RemoteFile file, string part, Action<long> report, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stall.CancelAfter(_patience.Stall);

        await using var output = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        if (output.Length > file.Size)
            output.SetLength(0);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(remote.Address, file.Name));
        if (output.Length > 0)
            request.Headers.Range = new RangeHeaderValue(output.Length, null);

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            output.SetLength(0);
            return;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}", null, response.StatusCode);
        }

        var continues = response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange?.From == output.Length;
        if (response.StatusCode == HttpStatusCode.PartialContent && !continues)
        {
            output.SetLength(0);
            return;
        }

        if (!continues)
            output.SetLength(0);
        output.Seek(0, SeekOrigin.End);
        if (output.Length + response.Content.Headers.ContentLength > file.Size)
            throw TooLarge(file, output);

        await using var input = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        var buffer = new byte[64 * 1024];
        while (true)
        {
            stall.CancelAfter(_patience.Stall);
            var count = await ReadAsync(input, buffer, stall.Token).ConfigureAwait(false);
            if (count == 0)
                return;
            if (output.Length + count > file.Size)
                throw TooLarge(file, output);
            await output.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            await output.FlushAsync(cancellation).ConfigureAwait(false);
            report(output.Length);
        }
    }

    // Tells a broken connection from a broken disk.
    private static async ValueTask<int> ReadAsync(Stream input, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await input.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException fault) when (fault is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "the connection broke", fault);
        }
    }

    private DataException TooLarge(RemoteFile file, FileStream output)
    {
        output.SetLength(0);
        return Fault(file, $"the server sends more than the {file.Size:N0} bytes that it has");
    }

    private DataException Fault(RemoteFile file, string problem, Exception? inner = null)
    {
        var kept = LengthOf(Path.Combine(folder, file.Name + ".part"));
        return new DataException(
            $"{new Uri(remote.Address, file.Name)} could not be downloaded: {problem.TrimEnd('.')}. Try again"
            + (kept > 0 ? $" (the {kept:N0} bytes that arrived are kept)" : string.Empty)
            + $", or get {string.Join(" and ", remote.Files.Select(other => other.Name))} from {remote.Page} and put them into {folder}.",
            inner);
    }

    // No status code: the server could not be reached.
    private static bool IsPassing(HttpStatusCode? status) =>
        status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static async Task<bool> IsRightAsync(string path, RemoteFile file, CancellationToken cancellation)
    {
        if (LengthOf(path) != file.Size)
            return false;
        await using var stream = File.OpenRead(path);
        var digest = await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false);
        return Convert.ToHexStringLower(digest) == file.Sha256;
    }
}
