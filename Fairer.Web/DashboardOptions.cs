using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Fairer.Web;

/// <summary>What the command line decides.</summary>
internal sealed record DashboardOptions
{
    /// <summary>The port to listen on; 0 takes any free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>The address to listen on; this machine alone unless told otherwise.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>A folder to look for datasets in, before all others.</summary>
    public string? Data { get; init; }

    /// <summary>The file that keeps sweeps and results, or null for the app's own.</summary>
    public string? Store { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Takes help.</param>
    /// <param name="errors">Takes what is wrong, each line naming its option.</param>
    /// <returns>The options, or the exit code with which to end: 0 after help, 2 after a fault.</returns>
    public static (DashboardOptions? Options, int ExitCode) Read(string[] args, TextWriter output, TextWriter errors)
    {
        var port = new Option<int>("--port")
        {
            Description = "The port to listen on (default 5080; 0 takes any free one).",
            HelpName = "N",
            DefaultValueFactory = _ => 5080,
            CustomParser = result => Parse(
                result,
                text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= IPEndPoint.MaxPort ? value : null,
                "is not a port: give a number from 0 to 65535."),
        };
        var host = new Option<IPAddress>("--host")
        {
            Description = "The address to listen on (default 127.0.0.1: this machine alone; 0.0.0.0 lets the whole network in).",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = result => ParseHost(result),
        };
        var data = new Option<string?>("--data") { Description = "A folder to look for datasets in.", HelpName = "DIR" };
        var store = new Option<string?>("--store") { Description = "The file that keeps sweeps and results.", HelpName = "FILE" };
        data.Validators.Add(result => Require(result, Directory.Exists, "is not a folder."));
        store.Validators.Add(result => Require(result, path => !Directory.Exists(path), "is a folder; name a file."));

        var command = new RootCommand("The Fairer dashboard: train, and watch fairness and decision rationales, in the browser.")
        {
            port, host, data, store,
        };
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                errors.WriteLine(error.Message);
            }

            errors.WriteLine("Try --help.");
            return (null, 2);
        }

        if (parsed.Action is { } helpOrVersion)
        {
            _ = helpOrVersion;
            return (null, parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors }));
        }

        return (new DashboardOptions
        {
            Port = parsed.GetValue(port),
            Host = parsed.GetValue(host)!,
            Data = parsed.GetValue(data),
            Store = parsed.GetValue(store),
        }, 0);
    }

    private static int Parse(ArgumentResult result, Func<string, int?> read, string fault)
    {
        var text = result.Tokens[^1].Value;
        if (read(text) is { } value)
        {
            return value;
        }

        result.AddError($"--port: '{text}' {fault}");
        return 0;
    }

    private static IPAddress ParseHost(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (text == "localhost")
        {
            return IPAddress.Loopback;
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return address;
        }

        result.AddError($"--host: '{text}' is not an address: give an IP address, for instance 127.0.0.1 or 0.0.0.0.");
        return IPAddress.Loopback;
    }

    private static void Require(OptionResult result, Func<string, bool> holds, string fault)
    {
        if (result.Tokens is [.., var token] && !holds(token.Value))
        {
            result.AddError($"{result.Option.Name}: '{token.Value}' {fault}");
        }
    }
}
