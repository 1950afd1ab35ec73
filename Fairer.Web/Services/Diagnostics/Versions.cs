using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.Data.Sqlite;

namespace Fairer.Web.Services.Diagnostics;

/// <summary>What this program is made of, and what it runs on.</summary>
public static class Versions
{
    /// <summary>Each name with its version.</summary>
    public static IReadOnlyList<(string Name, string Version)> All { get; } =
    [
        ("Fairer", Of(typeof(Versions).Assembly)),
        (".NET", RuntimeInformation.FrameworkDescription.Replace(".NET ", "", StringComparison.Ordinal)),
        ("System", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}"),
        ("Cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        ("Vectors", Vector512.IsHardwareAccelerated ? "512 bit" : Vector256.IsHardwareAccelerated ? "256 bit" : "128 bit"),
        ("SQLite", Sqlite()),
        ("Microsoft.Data.Sqlite", Of(typeof(SqliteConnection).Assembly)),
        ("Parquet.Net", Of(typeof(Parquet.ParquetWriter).Assembly)),
        ("Radzen.Blazor", Of(typeof(Radzen.Blazor.RadzenIcon).Assembly)),
    ];

    private static string Of(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown").Split('+') switch
        {
            [var version, { Length: >= 7 } commit, ..] => $"{version} ({commit[..7]})",
            [var version, ..] => version,
            _ => "unknown",
        };

    private static string Sqlite()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return connection.ServerVersion;
    }
}
