using System.Net;

namespace Fairer.Web.Tests.Services;

public sealed class DashboardOptionsTests
{
    [Fact]
    public void Without_options_it_listens_on_this_machine_alone()
    {
        var (options, _, _) = Read();

        Assert.Equal(new DashboardOptions { Port = 5080, Host = IPAddress.Loopback }, options);
    }

    [Fact]
    public void Every_option_is_taken()
    {
        var folder = Path.GetTempPath();

        var (options, _, _) = Read("--port", "6000", "--host", "0.0.0.0", "--data", folder, "--store", "results.db");

        Assert.Equal(new DashboardOptions { Port = 6000, Host = IPAddress.Any, Data = folder, Store = "results.db" }, options);
    }

    [Theory]
    [InlineData("--port", "eighty")]
    [InlineData("--port", "65536")]
    [InlineData("--port", "-1")]
    [InlineData("--port")]
    [InlineData("--host", "nowhere.example")]
    [InlineData("--data", "/no/such/folder")]
    [InlineData("--bogus")]
    public void A_wrong_option_is_named_and_ends_with_2(params string[] args)
    {
        var (options, exitCode, errors) = Read(args);

        Assert.Null(options);
        Assert.Equal(2, exitCode);
        Assert.Contains(args[0], errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_cannot_be_a_folder()
    {
        var (_, exitCode, errors) = Read("--store", Path.GetTempPath());

        Assert.Equal(2, exitCode);
        Assert.Contains("--store", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_is_no_fault()
    {
        var (options, exitCode, errors) = Read("--help");

        Assert.Null(options);
        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
    }

    private static (DashboardOptions? Options, int ExitCode, string Errors) Read(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var (options, exitCode) = DashboardOptions.Read(args, output, errors);
        return (options, exitCode, errors.ToString());
    }
}
