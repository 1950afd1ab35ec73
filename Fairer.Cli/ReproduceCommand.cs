using System.CommandLine;
using System.Globalization;
using Fairer.Core.Reproduction;

namespace Fairer.Cli;

/// <summary>What <c>reproduce</c> is asked to do.</summary>
/// <param name="Studies">The ids of the figures and tables.</param>
/// <param name="Plan">The grid.</param>
/// <param name="Data">A folder to look for datasets in, before all others.</param>
/// <param name="Out">The folder for everything that comes of it.</param>
/// <param name="Workers">How many runs are trained at the same time.</param>
/// <param name="Words">The command in the words of the one who gave it, without paths.</param>
internal sealed record ReproductionRequest(IReadOnlyList<string> Studies, ReproductionPlan Plan, string? Data, string Out, int Workers, string Words);

/// <summary><c>reproduce</c>: the paper's figures and tables.</summary>
internal static class ReproduceCommand
{
    private const string All = "all";

    /// <summary>Makes the verb.</summary>
    public static Command Create(CliHost host)
    {
        var what = new Argument<string>("what")
        {
            Description = $"The figure or table: {string.Join(", ", Study.Ids)}, or {All}.",
            HelpName = string.Join('|', Study.Ids.Append(All)),
        };
        what.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value != All && !Study.Ids.Contains(token.Value))
            {
                result.AddError($"There is no '{token.Value}'; there are {string.Join(", ", Study.Ids)} and {All}.");
            }
        });

        var quick = new Option<bool>("--quick") { Description = "Three seeds, two λ and half the epochs: minutes instead of hours." };
        var data = new Option<string?>("--data") { Description = "The folder with Adult and German Credit. Default: FAIRER_DATA, then the app's own.", HelpName = "DIR" };
        data.Validators.Add(result => TrainingOptions.Require(result, Directory.Exists, "is not a folder; name one that holds the datasets' files."));
        var output = new Option<string>("--out") { Description = "The folder for figures, tables, reports and the store with all runs.", HelpName = "DIR", Required = true };
        output.Validators.Add(result => TrainingOptions.Require(result, path => !File.Exists(path), "is a file; name a folder."));
        var dataset = new Option<string>("--dataset") { Description = "adult, or synthetic: rows drawn from a model stand in for Adult, and Credit is left out. Default: adult.", HelpName = "adult|synthetic", DefaultValueFactory = _ => "adult" };
        dataset.Validators.Add(result => TrainingOptions.Require(result, id => id is "adult" or "synthetic", "cannot be reproduced on; there are adult and synthetic."));
        var workers = new Option<int>("--workers") { Description = "How many runs are trained at the same time. Default: one a core.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        workers.Validators.Add(result => TrainingOptions.Require(result, text => int.TryParse(text, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 1024, "is not a whole number from 1 to 1024."));

        // For tests: a run that says nothing, but at once.
        var epochs = new Option<int?>("--epochs") { Hidden = true };
        var steps = new Option<int?>("--steps") { Hidden = true };

        var command = new Command(
            "reproduce",
            "Repeat the paper's experiments: train what a figure or table needs, draw it, set its numbers beside the paper's, and judge the paper's claims. "
            + "What is interrupted goes on when the same command is given again; runs that figures share are trained once.")
        {
            what, quick, data, output, dataset, workers, epochs, steps,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var name = parsed.GetValue(what)!;
            var isQuick = parsed.GetValue(quick);
            var census = parsed.GetValue(dataset)!;
            var plan = isQuick ? ReproductionPlan.Quick : ReproductionPlan.Full;
            plan = plan with
            {
                Census = census,
                Epochs = parsed.GetValue(epochs) ?? plan.Epochs,
                StepsPerEpoch = parsed.GetValue(steps) ?? plan.StepsPerEpoch,
            };
            var words = $"./fairer reproduce {name}{(isQuick ? " --quick" : "")}{(census == "adult" ? "" : $" --dataset {census}")} --data DIR --out DIR";
            return new Reproduction(host, new ReproductionRequest(
                name == All ? Study.Ids : [name], plan, parsed.GetValue(data), Path.GetFullPath(parsed.GetValue(output)!), parsed.GetValue(workers), words)).RunAsync(cancellation);
        });
        return command;
    }
}
