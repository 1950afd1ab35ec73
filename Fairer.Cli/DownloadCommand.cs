using System.CommandLine;
using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Data.Download;

namespace Fairer.Cli;

/// <summary><c>data download</c>: gets a dataset's files.</summary>
internal static class DownloadCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliHost host)
    {
        string[] remote = [.. host.Datasets.All.Where(source => source.Remote is not null).Select(source => source.Info.Id)];
        var dataset = new Argument<string>("dataset") { Description = $"What to download: {string.Join(", ", remote)}.", HelpName = string.Join('|', remote) };
        dataset.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !remote.Contains(token.Value))
            {
                result.AddError($"'{token.Value}' cannot be downloaded; there are {string.Join(", ", remote)}.");
            }
        });
        var data = new Option<string?>("--data") { Description = $"The folder to put the files into. Default: {host.Datasets.Folders.Download}", HelpName = "DIR" };
        data.Validators.Add(result => TrainingOptions.Require(result, path => !File.Exists(path), "is a file; name a folder."));
        var download = new Command("download", "Download a dataset and check its digest. A broken download goes on when the command is given again.") { dataset, data };
        download.SetAction((parsed, cancellation) => DownloadAsync(
            host, host.Dataset(parsed.GetValue(dataset)!), Path.GetFullPath(parsed.GetValue(data) ?? host.Datasets.Folders.Download), cancellation));
        return download;
    }

    private static async Task<int> DownloadAsync(CliHost host, IDatasetSource source, string folder, CancellationToken cancellation)
    {
        // A download watches over itself.
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        await using (var progress = await ProgressDisplay.StartAsync(host).ConfigureAwait(false))
        {
            await new DatasetDownload(http, source.Remote!, folder).DownloadAsync(new Telling(progress), cancellation).ConfigureAwait(false);
        }

        await host.Error.WriteLineAsync($"{source.Info.Name} is in {folder}.").ConfigureAwait(false);
        return 0;
    }

    // Progress<T> would tell later and on other threads.
    private sealed class Telling(ProgressDisplay display) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => display.Show(
            value.Total == 0 ? 0 : (double)value.Received / value.Total,
            () => string.Create(CultureInfo.InvariantCulture, $"{value.File}: {value.Received / 1e6:0.0} of {value.Total / 1e6:0.0} MB"));
    }
}
