using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using Fairer.Core.Rationale;

namespace Fairer.Web.Services.Present;

/// <summary>Reads a demo: lines <c>key: value</c>, of which <c>view:</c> begins a step (docs/present.md).</summary>
/// <remarks>All faults are found at once, each with its line. What a sweep to be trained is, the form of the first page decides.</remarks>
/// <param name="infoOf">Says what the dataset of an id is; null for one that nobody knows.</param>
public sealed class DemoReader(Func<string, DatasetInfo?> infoOf)
{
    /// <summary>The most characters a demo may have.</summary>
    public const int MostCharacters = 64 * 1024;

    /// <summary>The most steps a demo may have.</summary>
    public const int MostSteps = 100;

    /// <summary>The most characters of a title or caption: more cannot be read from afar.</summary>
    public const int MostInCaption = 240;

    /// <summary>The slowest replay.</summary>
    public const double LeastSpeed = 0.5;

    /// <summary>The fastest replay.</summary>
    public const double MostSpeed = 100;

    private static readonly string[] StepKeys = ["sweep", "speed", "caption"];

    private static readonly Dictionary<string, DemoView> Views = Enum.GetValues<DemoView>().ToDictionary(NameOf);

    /// <summary>A view as it is written.</summary>
    public static string NameOf(DemoView view) => view.ToString().ToLowerInvariant();

    /// <summary>Reads a demo.</summary>
    public DemoReading Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MostCharacters)
        {
            return new DemoReading(null, [new DemoFault(1, $"The demo has {text.Length} characters; at most {MostCharacters} are possible.")]);
        }

        var faults = new List<DemoFault>();
        var steps = new List<DemoStep>();
        var starts = new List<int>();
        var title = "";
        var said = new HashSet<string>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            void Fail(string message) => faults.Add(new DemoFault(i + 1, message));
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                Fail($"'{Short(line)}' has no colon: write a key, a colon and a value, as in 'view: gap'. A line that is to be ignored begins with #.");
                continue;
            }

            var (key, value) = (line[..colon].TrimEnd().ToLowerInvariant(), line[(colon + 1)..].Trim());
            if (key is "view")
            {
                said.Clear();
                starts.Add(i + 1);
                steps.Add(new DemoStep(View(value, Fail), null, null, ""));
                if (steps.Count == MostSteps + 1)
                {
                    Fail($"A demo has at most {MostSteps} steps.");
                }
            }
            else if (key is "title" && steps.Count == 0)
            {
                title = Caption(value, Fail);
            }
            else if (key is "title")
            {
                Fail("The title stands before the first view; within a step write 'caption'.");
            }
            else if (!StepKeys.Contains(key))
            {
                Fail($"'{Short(key)}' is not a key: write title, view, sweep, speed or caption.");
            }
            else if (steps.Count == 0)
            {
                Fail($"'{key}' belongs to a step: begin one with a line 'view: {string.Join("', 'view: ", Views.Keys.Take(2))}', …");
            }
            else if (!said.Add(key))
            {
                Fail($"This step says its {key} twice: leave one out, or begin a new step with 'view'.");
            }
            else
            {
                steps[^1] = key switch
                {
                    "caption" => steps[^1] with { Caption = Caption(value, Fail) },
                    "speed" => steps[^1] with { Speed = Speed(value, Fail) },
                    _ => steps[^1] with { Source = Source(value, Fail) },
                };
            }
        }

        if (steps.Count == 0 && faults.Count == 0)
        {
            faults.Add(new DemoFault(1, "There is no step: begin one with a line 'view: gap'."));
        }

        // Said last, since a fault in a line 'sweep:' is why there is none.
        if (faults.Count == 0 && steps.FindIndex(step => step.View != DemoView.Title) is >= 0 and var chart && steps.Take(chart + 1).All(step => step.Source is null))
        {
            faults.Add(new DemoFault(starts[chart], "This step shows a chart, and no sweep is named so far: add a line 'sweep: recorded'."));
        }

        return faults.Count > 0 ? new DemoReading(null, faults) : new DemoReading(new DemoScript(title, steps), []);
    }

    private static DemoView View(string value, Action<string> fail)
    {
        if (!Views.TryGetValue(value.ToLowerInvariant(), out var view))
        {
            fail($"There is no view '{Short(value)}'; there are {string.Join(", ", Views.Keys)}.");
        }

        return view;
    }

    private static string Caption(string value, Action<string> fail)
    {
        if (value.Length > MostInCaption)
        {
            fail($"This has {value.Length} characters; more than {MostInCaption} cannot be read from afar.");
        }

        return value;
    }

    private static double? Speed(string value, Action<string> fail)
    {
        if (value.Equals("end", StringComparison.OrdinalIgnoreCase))
        {
            return double.PositiveInfinity;
        }

        if (double.TryParse(value.TrimEnd('x', '×'), NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is >= LeastSpeed and <= MostSpeed)
        {
            return speed;
        }

        fail(string.Create(CultureInfo.InvariantCulture, $"'{Short(value)}' is not a speed: write a number from {LeastSpeed} to {MostSpeed}, or 'end' for the finished sweep at once."));
        return null;
    }

    private DemoSource? Source(string value, Action<string> fail)
    {
        string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (words)
        {
            case ["recorded"]:
                return new RecordedSource();
            case ["last"]:
                return new LastSource();
            case ["train", .. var parts]:
                return Training(value, parts, fail);
            case [var number] when long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id):
                return new StoredSource(id);
            default:
                fail($"'{Short(value)}' is no sweep: write recorded, last, the number of a stored one, or 'train' and what to train, as in 'train dataset=synthetic hidden=50 lambda=0.2,0.6'.");
                return null;
        }
    }

    private TrainSource? Training(string text, string[] parts, Action<string> fail)
    {
        var form = new SweepForm { Dataset = "synthetic", Widths = [], OtherNetworks = "50" };
        var good = true;
        void Refuse(string message)
        {
            good = false;
            fail(message);
        }

        foreach (var part in parts)
        {
            var sign = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = sign < 0 ? (part, "") : (part[..sign], part[(sign + 1)..]);
            if (value.Length == 0)
            {
                Refuse($"'{Short(part)}' lacks its value: write {Short(name)}=… without spaces.");
            }
            else if (!Set(form, name, value, Refuse))
            {
                Refuse($"'{Short(name)}' is nothing that a sweep has: write dataset, methods, metric, lambda, beta, strength, hidden, granularity, seeds, epochs, steps or device.");
            }
        }

        if (!good)
        {
            return null;
        }

        if (infoOf(form.Dataset) is not { } dataset)
        {
            fail($"There is no dataset '{Short(form.Dataset)}'. The page Datasets, or ./fairer data list, has those there are.");
            return null;
        }

        if (dataset.Images)
        {
            fail($"{dataset.Name} is made of images, which take too long to train during a talk: train it before, and write the number of its sweep here.");
            return null;
        }

        var reading = form.Read(dataset: dataset);
        foreach (var fault in reading.Faults.Values)
        {
            fail(fault);
        }

        return reading.Spec is { } spec ? new TrainSource(text, spec) : null;
    }

    private static bool Set(SweepForm form, string name, string value, Action<string> refuse)
    {
        switch (name)
        {
            case "dataset":
                form.Dataset = value;
                break;
            case "methods":
                var methods = value.Split(',');
                if (methods.FirstOrDefault(id => MethodCatalogue.Find(id) is null) is { } unknown)
                {
                    refuse($"There is no method '{Short(unknown)}'; there are {string.Join(", ", MethodCatalogue.All.Select(method => method.Id))}.");
                }

                form.Methods = methods;
                break;
            case "metric":
                if (!FairnessMetrics.TryParse(value, out var metric))
                {
                    refuse($"'{Short(value)}' is not a metric: write dp or eo.");
                }

                form.Metric = metric;
                break;
            case "granularity":
                if (!Enum.TryParse<Granularity>(value, ignoreCase: true, out var granularity) || !Enum.IsDefined(granularity))
                {
                    refuse($"'{Short(value)}' is not a granularity: write parameter or unit.");
                }

                form.Granularity = granularity;
                break;
            case "lambda":
                form.Lambdas = value;
                break;
            case "beta":
                form.Betas = value;
                break;
            case "strength":
                form.Strengths = value;
                break;
            case "hidden":
                form.OtherNetworks = value;
                break;
            case "seeds":
                form.Seeds = value;
                break;
            case "epochs":
                form.Epochs = value;
                break;
            case "steps":
                form.Steps = value;
                break;
            case "device":
                form.Device = value;
                break;
            default:
                return false;
        }

        return true;
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
