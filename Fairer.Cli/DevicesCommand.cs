using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairer.Core.Training;

namespace Fairer.Cli;

/// <summary><c>devices</c>: what there is to train on.</summary>
internal static class DevicesCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(CliHost host)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object per engine, each on a line." };
        var check = new Option<bool>("--check") { Description = "Train the same short runs on each, and say how far they are from the managed engine." };
        var command = new Command("devices", "List what can train on this machine, and what is missing for more.") { json, check };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(check))
            {
                return await new DeviceCheck(host).RunAsync(cancellation).ConfigureAwait(false);
            }

            if (parsed.GetValue(json))
            {
                foreach (var engine in host.Engines)
                {
                    host.Out.WriteLine(Line(engine));
                }
            }
            else
            {
                WriteTable(host);
            }

            return 0;
        });
        return command;
    }

    private static void WriteTable(CliHost host)
    {
        var devices = host.Engines.SelectMany(engine => engine.Devices.Select(device => (engine, device))).ToArray();
        if (devices.Length > 0)
        {
            TextTable.Write(
                host.Out,
                [
                    ["device", "engine", "name", "trains", "memory"],
                    .. devices.Select(item => new[]
                    {
                        item.device.Id, item.engine.Name, item.device.Name, item.device.Trains,
                        item.device.Memory is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB") : "the machine's",
                    }),
                ]);
        }

        foreach (var engine in host.Engines.Where(engine => engine.Missing is not null))
        {
            host.Out.WriteLine();
            host.Out.WriteLine($"{engine.Name}: {engine.Missing}");
        }
    }

    private static string Line(IEngine engine)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("engine", engine.Name);
            json.WriteStartArray("devices");
            foreach (var device in engine.Devices)
            {
                json.WriteStartObject();
                json.WriteString("id", device.Id);
                json.WriteString("name", device.Name);
                json.WriteString("trains", device.Trains);
                if (device.Memory is { } memory)
                {
                    json.WriteNumber("memory", memory);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (engine.Missing is { } missing)
            {
                json.WriteString("missing", missing);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
