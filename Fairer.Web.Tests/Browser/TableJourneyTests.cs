using System.Globalization;
using System.Text;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>A person brings a table of their own, in a real browser.</summary>
/// <remarks>Where <c>FAIRER_SCREENSHOTS</c> names a folder, pictures of the dialog go there.</remarks>
public sealed class TableJourneyTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    private const float Patience = 60_000;
    private static readonly LocatorAssertionsToBeEnabledOptions Patient = new() { Timeout = Patience };

    [Fact]
    public async Task A_file_is_uploaded_understood_and_trained_on()
    {
        var page = (await VisitAsync()).Page;
        var dashboard = new DashboardPage(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add your own table…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(page.Locator("#table-file")).ToBeEnabledAsync(Patient);
        await page.SetInputFilesAsync("#table-file", new FilePayload { Name = "../My loans.csv", MimeType = "text/csv", Buffer = Loans() });
        await Assertions.Expect(dialog).ToContainTextAsync("600 rows, 7 columns", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#table-label")).ToHaveValueAsync("repaid");
        await Assertions.Expect(page.Locator("#table-label-one")).ToHaveValueAsync("yes");
        await Assertions.Expect(page.Locator("#table-sensitive")).ToHaveValueAsync("sex");
        await Assertions.Expect(page.Locator("#table-id")).ToHaveValueAsync("my-loans");
        await page.GetByLabel("district is taken as").SelectOptionAsync("left out");
        await Pictures.TakeInThisSizeAsync(page, "table");

        await page.Locator("#table-id").FillAsync("Loans!");
        await page.Locator("#table-add").ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("'Loans!' cannot be an id");
        await page.Locator("#table-id").FillAsync("loans");
        await page.Locator("#table-add").ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#dataset")).ToHaveValueAsync("loans");
        await Assertions.Expect(page.Locator("#dataset-help")).ToHaveTextAsync("Predicts repaid = yes, by sex.");

        await dashboard.FillInAsync(lambdas: "0.4", seeds: "0", epochs: 3);
        const int Runs = 3; // one of each method
        await dashboard.Button("Train").ClickAsync();
        await dashboard.WaitUntilFinishedAsync(Runs);
        await Assertions.Expect(page.GetByRole(AriaRole.Note)).ToHaveCountAsync(0);
        Assert.Equal(Runs, (await dashboard.TradeoffAsync()).FinishedRuns().Count);
        using var store = ResultStore.Open(Dashboard.StoreFile);
        Assert.All(store.Load().Runs, run => Assert.Equal(("loans", RunStatus.Finished), (run.Spec.Dataset, run.Status)));
    }

    [Fact]
    public async Task What_is_wrong_with_a_file_is_listed_and_Escape_leaves_the_dialog()
    {
        var page = (await VisitAsync()).Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Add your own table…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(page.Locator("#table-file")).ToBeEnabledAsync(Patient);
        await page.SetInputFilesAsync("#table-file", new FilePayload { Name = "bad.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1\n", 30))) });
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("row 21: 1 column where 2 belong", new() { Timeout = Patience });
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("and 10 more");
        await Pictures.TakeInThisSizeAsync(page, "table-faults");

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0, new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add your own table…" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    private static byte[] Loans()
    {
        var text = new StringBuilder("customer,age,income,purpose,district,sex,repaid\n");
        for (var i = 0; i < 600; i++)
        {
            var (sex, income) = (i * 7 % 3 == 0 ? "female" : "male", 20_000 + (i * 7919 % 40_000));
            var repaid = income + (i * 31 % 20_000) > 45_000 ? "yes" : "no";
            text.Append(CultureInfo.InvariantCulture, $"{i},{(i % 12 == 5 ? "" : 18 + (i % 60))},{income},{(i % 4) switch { 0 => "car", 1 => "house", 2 => "NA", _ => "study" }},\"district {i % 9}\",{sex},{repaid}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
