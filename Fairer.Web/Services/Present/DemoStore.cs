using System.Text;
using System.Text.RegularExpressions;
using Fairer.Core.Data;

namespace Fairer.Web.Services.Present;

/// <summary>A person's demos: text files in <c>demos</c> in the app's own data folder, one a demo, and the one that comes with the
/// program.</summary>
/// <param name="folders">Where the app's own data folder is.</param>
public sealed partial class DemoStore(DataFolders folders)
{
    /// <summary>The name of the demo that comes with the program.</summary>
    public const string BuiltIn = "Built-in demo";

    /// <summary>The most demos that are kept.</summary>
    public const int MostDemos = 100;

    private const string Ending = ".demo.txt";

    private static readonly Lazy<string> OwnText = new(() =>
    {
        using var reader = new StreamReader(typeof(DemoStore).Assembly.GetManifestResourceStream("built-in.demo.txt")!);
        return reader.ReadToEnd();
    });

    /// <summary>Where they are.</summary>
    public string Folder { get; } = Path.Combine(folders.Download, "demos");

    /// <summary>The names of all demos, the built-in one first.</summary>
    public IReadOnlyList<string> Names =>
    [
        BuiltIn,
        .. (Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*" + Ending) : [])
            .Select(file => Path.GetFileName(file)[..^Ending.Length])
            .Where(IsName)
            .Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Says what is wrong with a name for a demo, or null.</summary>
    public static string? WhyNot(string name) =>
        name.Equals(BuiltIn, StringComparison.OrdinalIgnoreCase) ? "The built-in demo stays as it is: choose another name for yours."
        : !IsName(name) ? "A name has 1 to 60 letters, digits, spaces, hyphens or underscores, and begins and ends with a letter or digit."
        : null;

    /// <summary>A demo's text; null where there is none of that name.</summary>
    /// <exception cref="DemoException">It cannot be read.</exception>
    public string? Load(string name)
    {
        if (name == BuiltIn)
        {
            return OwnText.Value;
        }

        if (!IsName(name) || !File.Exists(PathOf(name)))
        {
            return null;
        }

        return Try(PathOf(name), () =>
        {
            var file = new FileInfo(PathOf(name));
            return file.Length <= 4 * DemoReader.MostCharacters
                ? File.ReadAllText(file.FullName, Encoding.UTF8)
                : throw new DemoException($"The demo {file.FullName} has {file.Length} bytes; at most {DemoReader.MostCharacters} characters are possible.");
        });
    }

    /// <summary>Keeps a demo, in place of one of the same name.</summary>
    /// <exception cref="DemoException">It cannot be kept; the message says why.</exception>
    public void Save(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (WhyNot(name) is { } fault)
        {
            throw new DemoException(fault);
        }

        if (text.Length > DemoReader.MostCharacters)
        {
            throw new DemoException($"The demo has {text.Length} characters; at most {DemoReader.MostCharacters} are possible.");
        }

        if (!File.Exists(PathOf(name)) && Names.Count > MostDemos)
        {
            throw new DemoException($"There are {MostDemos} demos already: delete one first.");
        }

        Try(PathOf(name), () =>
        {
            // Beside the file first, so that a broken write leaves what was there.
            Directory.CreateDirectory(Folder);
            var unfinished = Path.Combine(Folder, $".{Guid.NewGuid():N}");
            File.WriteAllText(unfinished, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(unfinished, PathOf(name), overwrite: true);
            return true;
        });
    }

    /// <summary>Removes a demo; nothing happens where there is none of that name.</summary>
    /// <exception cref="DemoException">It cannot be removed.</exception>
    public void Delete(string name)
    {
        if (IsName(name) && File.Exists(PathOf(name)))
        {
            Try(PathOf(name), () =>
            {
                File.Delete(PathOf(name));
                return true;
            });
        }
    }

    private static T Try<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DemoException($"The demo {path} cannot be read or written: {exception.Message}", exception);
        }
    }

    // A name is a part of a path, so it is kept to what is harmless in one.
    private static bool IsName(string name) => Name().IsMatch(name);

    private string PathOf(string name) => Path.Combine(Folder, name + Ending);

    [GeneratedRegex(@"\A[\p{L}\p{Nd}](?:[\p{L}\p{Nd} _-]{0,58}[\p{L}\p{Nd}])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

/// <summary>A demo cannot be kept or read.</summary>
public sealed class DemoException : Exception
{
    /// <summary>A fault with a demo's file.</summary>
    /// <param name="message">What is wrong and how to mend it.</param>
    /// <param name="inner">What caused it.</param>
    public DemoException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
