using System.CommandLine;
using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Data.Synthesis;

namespace Fairer.Cli;

/// <summary><c>fit-census</c>: makes the model from which the synthetic dataset is drawn.</summary>
internal static class FitCensusCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliHost host)
    {
        var data = new Option<string?>("--data") { Description = "The folder with adult.data and adult.test. Default: FAIRER_DATA, then the app's own.", HelpName = "DIR" };
        data.Validators.Add(result => TrainingOptions.Require(result, Directory.Exists, "is not a folder; name one that holds adult.data and adult.test."));
        var file = new Option<string>("--out") { Description = "The file to write.", HelpName = "FILE", Required = true };
        file.Validators.Add(result => TrainingOptions.Require(result, path => !Directory.Exists(path), "is a folder; name a file."));
        var command = new Command("fit-census", "Fit the synthetic census to Adult and write its Bayesian network. The same files give the same network.") { data, file };
        command.SetAction((parsed, cancellation) => RunAsync(host, DataFolders.Find(parsed.GetValue(data)), parsed.GetValue(file)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliHost host, DataFolders folders, string path, CancellationToken cancellation)
    {
        if (host.Dataset("adult").Locate(folders) is { AtHand: false, Where: var how })
        {
            throw new CliException($"--data: Adult is not at hand. {how}", exitCode: 2);
        }

        var network = await CensusNetwork.FitAsync(folders, new CensusFit(), cancellation).ConfigureAwait(false);

        // Beside the file first, so that a broken write leaves what was there.
        var unfinished = path + ".unfinished";
        await using (var stream = File.Create(unfinished))
        {
            network.Write(stream);
        }

        File.Move(unfinished, path, overwrite: true);
        await host.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Fitted to {network.Rows} rows: {path}, {new FileInfo(path).Length} bytes.")).ConfigureAwait(false);
        return 0;
    }
}
