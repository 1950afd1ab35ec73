using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>A person's week: a table is looked at, trained on, exported, imported, tidied up, and what went by mistake comes
/// back.</summary>
/// <remarks>Where <c>FAIRER_SCREENSHOTS</c> names a folder, pictures of the pages go there.</remarks>
public sealed class LibraryJourneyTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    private const float Patience = 60_000;

    [Fact]
    public async Task A_table_is_uploaded_trained_on_exported_and_imported_and_what_is_deleted_comes_back()
    {
        // Looked at.
        var page = (await VisitAsync("datasets")).Page;
        await Assertions.Expect(page.Locator(".tiles")).ToContainTextAsync("45,222", new() { Timeout = Patience });
        await Pictures.TakeAsync(page, "datasets");
        await page.Locator("#add-table").ClickAsync();
        await Assertions.Expect(page.Locator("#table-file")).ToBeEnabledAsync(new() { Timeout = Patience });
        await page.SetInputFilesAsync("#table-file", new FilePayload { Name = "loans.csv", MimeType = "text/csv", Buffer = Loans() });
        await page.Locator("#table-add").ClickAsync(new() { Timeout = Patience });
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(Dashboard.Address, "datasets?id=loans").ToString(), new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".tiles")).ToContainTextAsync("600", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".groups tbody tr")).ToHaveCountAsync(2);
        await Pictures.TakeAsync(page, "datasets-own");

        // Trained on.
        await page.GetByRole(AriaRole.Link, new() { Name = "Explore" }).ClickAsync();
        var dashboard = new DashboardPage(page);
        await dashboard.Button("Train").WaitForAsync();
        await page.Locator("#dataset").SelectOptionAsync("loans");
        await dashboard.FillInAsync(lambdas: "0.2, 0.4", seeds: "0", epochs: 3);
        const int Runs = 5; // ERM, and the others at two λ
        await dashboard.Button("Train").ClickAsync();
        await dashboard.WaitUntilFinishedAsync(Runs);

        // Exported.
        await page.GetByRole(AriaRole.Link, new() { Name = "Runs", Exact = true }).ClickAsync();
        var rows = page.Locator("tr[data-run]");
        await Assertions.Expect(rows).ToHaveCountAsync(Runs, new() { Timeout = Patience });
        var parquet = await DownloadAsync(page, "#export-parquet");
        Assert.Equal("PAR1"u8, parquet.AsSpan(0, 4));
        var csv = Encoding.UTF8.GetString(await DownloadAsync(page, "#export-csv"));
        Assert.Equal(Runs + 1, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var json = await DownloadAsync(page, "#export-json");
        using (var parsed = JsonDocument.Parse(json))
        {
            Assert.Equal(Runs, parsed.RootElement.GetProperty("sweeps")[0].GetProperty("runs").GetArrayLength());
        }

        // Imported, under new numbers.
        await page.SetInputFilesAsync("#runs-import", new FilePayload { Name = "week.json", MimeType = "application/json", Buffer = json });
        await Assertions.Expect(rows).ToHaveCountAsync(2 * Runs, new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("tr[data-group='sweep 2'] .imported")).ToBeVisibleAsync();
        await page.SetInputFilesAsync("#runs-import", new FilePayload { Name = "bad.json", MimeType = "application/json", Buffer = "{\"format\":7}"u8.ToArray() });
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("bad.json is no export of sweeps at format");

        // Compared.
        await page.GetByLabel("Select run 1", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Select run 2", new() { Exact = true }).CheckAsync();
        await page.Locator("#runs-compare").ClickAsync();
        await Assertions.Expect(page.Locator(".comparison thead th")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("#chart-epochs .scatterlayer .trace")).ToHaveCountAsync(6);
        await Pictures.TakeAsync(page, "runs-compare");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".comparison thead th")).ToHaveCountAsync(3, new() { Timeout = Patience });

        // Deleted, and brought back by another viewer.
        await page.Locator("#runs-delete").ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync((2 * Runs) - 2);
        var other = (await VisitAsync("runs")).Page;
        await Assertions.Expect(other.Locator("tr[data-run]")).ToHaveCountAsync((2 * Runs) - 2, new() { Timeout = Patience });
        await other.Locator("#runs-undo").ClickAsync();
        await Assertions.Expect(other.Locator("tr[data-run]")).ToHaveCountAsync(2 * Runs);
        await Assertions.Expect(rows).ToHaveCountAsync(2 * Runs);
        await Pictures.TakeAsync(other, "runs");

        // And the system says what there is.
        await page.GetByRole(AriaRole.Link, new() { Name = "System" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Store" })).ToContainTextAsync($"2 sweeps, {2 * Runs} runs", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator(".line").First).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "system");
    }

    private static async Task<byte[]> DownloadAsync(IPage page, string button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(button).ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync(), Cancellation);
    }

    private static byte[] Loans()
    {
        var text = new StringBuilder("age,income,purpose,sex,repaid\n");
        for (var i = 0; i < 600; i++)
        {
            var (sex, income) = (i * 7 % 3 == 0 ? "female" : "male", 20_000 + (i * 7919 % 40_000));
            var repaid = income + (i * 31 % 20_000) + (i * 7 % 3 == 0 ? 0 : 6000) > 45_000 ? "yes" : "no";
            text.Append(CultureInfo.InvariantCulture, $"{18 + (i % 60)},{income},{(i % 4) switch { 0 => "car", 1 => "house", 2 => "NA", _ => "study" }},{sex},{repaid}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
