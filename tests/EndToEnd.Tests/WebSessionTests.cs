using System.Globalization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>A whole session in a browser, as somebody new to it would have it: own images, labelled by hand.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class WebSessionTests(SharedSystem system)
{
    private const int Images = 90;
    private const int Labels = 30;
    private const int Rejected = 12;

    [BrowserFact]
    public async Task Session_OfANewUser_FromTheLoginToTheLatentSpace()
    {
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        var folder = await WriteImagesAsync();
        var began = DateTimeOffset.UtcNow;
        await using var browser = await Browser.StartAsync();

        // Log in with the token of the link.
        var page = await browser.OpenAsync(system.WebAddress);
        await page.GetByLabel("Token").FillAsync(SystemUnderTest.WebToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation).WaitForAsync();
        var errors = new PageErrors(page);

        // Import a folder of images without labels.
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Data" }).ClickAsync();
        await page.Locator("#files").SetInputFilesAsync(folder);
        await page.Locator("#name").FillAsync("own-shapes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        var imported = page.Locator(".datasets li", new() { HasText = "own-shapes" });
        await imported.GetByText($"{Images} images, 28 × 28 grey").WaitForAsync(new() { Timeout = 120_000 });

        // Start a run that asks people, with class names of one's own.
        await imported.GetByRole(AriaRole.Link, new() { Name = "Start a run" }).ClickAsync();
        Assert.Equal($"{Images}", await page.GetByLabel("Labels", new() { Exact = true }).GetAttributeAsync("placeholder"));
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync(Labels.ToString(CultureInfo.InvariantCulture));
        await page.GetByLabel("Class names").FillAsync("round,edged,other");
        await page.Locator("input[name=preset][value=quick]").CheckAsync();
        foreach (var (group, field, value) in new[] { ("cold start", "cold_start.size", "10"), ("round", "round.size", "10"), ("encoder", "encoder.epochs", "1") })
        {
            await page.Locator("details.group > summary", new() { HasText = group }).ClickAsync();
            await page.Locator($"[name=\"{field}\"]").FillAsync(value);
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();
        await Browser.ArrivedAsync(page, "/runs/[^/]+$");
        var run = page.Url.Split('/')[^1];
        await page.GetByRole(AriaRole.Link, new() { Name = "Label now" }).ClickAsync(new() { Timeout = 240_000 });

        // The first image is skipped and comes last; one answer is taken back and given anew.
        await LabellingPage.UntilShownAsync(page);
        var skipped = await LabellingPage.ImageAsync(page);
        await LabellingPage.PressAsync(page, " ");
        Assert.NotEqual(skipped, await LabellingPage.ImageAsync(page));
        var undone = await LabellingPage.ImageAsync(page);
        await LabellingPage.PressAsync(page, "2");
        await LabellingPage.PressAsync(page, "Backspace");
        Assert.Equal(undone, await LabellingPage.ImageAsync(page));
        await Browser.ScreenshotAsync(page, "web-label");

        // The answer that ends a batch comes back only once the next batch waits: the page has to notice by itself.
        await page.RouteAsync("**/label/answer*", async route =>
        {
            var response = await route.FetchAsync();
            var answered = (await oracle.GetBudgetAsync(new GetBudgetRequest { RunId = run })).Budget.Spent;
            if (answered == 10)
                await system.UntilAsync("the second batch", async () => await IsAskedAsync(oracle, run));
            await route.FulfillAsync(new() { Response = response });
        });
        List<string> order = [];
        for (var answered = 0; answered < Labels; answered++)
        {
            await LabellingPage.UntilShownAsync(page);
            var image = await LabellingPage.ImageAsync(page);
            order.Add(image);
            // One image shows none of the classes.
            await page.Keyboard.PressAsync(answered == Rejected ? "-" : ((answered % 3) + 1).ToString(CultureInfo.InvariantCulture));
            await system.UntilAsync("the answer in the ledger", async () => (await AnswersAsync(oracle, run)).Count > answered);
            await LabellingPage.UntilAnotherAsync(page, image);
        }
        Assert.Equal(skipped, order[9]);

        // The run finishes by itself. There are no test labels, so it is not graded and says so.
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await page.Locator(".page-head .chip", new() { HasText = "completed" }).WaitForAsync(new() { Timeout = 120_000 });
        await page.GetByText("30 of 30").WaitForAsync();

        // The last answer was wrong: it is corrected, and the run learns from it.
        await page.GetByRole(AriaRole.Link, new() { Name = "Label by hand" }).ClickAsync();
        await page.GetByText("You can still correct those you gave").WaitForAsync();
        await page.RunAndWaitForResponseAsync(
            () => page.Locator("[data-part=answers] select").First.SelectOptionAsync("0"),
            response => response.Url.Contains("/label/correct", StringComparison.Ordinal) && response.Ok);
        await page.GetByRole(AriaRole.Button, new() { Name = "Learn from corrections" }).ClickAsync();
        await page.GetByText("learned corrected labels since").WaitForAsync(new() { Timeout = 120_000 });
        await page.Locator(".page-head .chip", new() { HasText = "completed" }).WaitForAsync();

        // Read the ledger, and take it home.
        await page.GetByRole(AriaRole.Link, new() { Name = "Ledger" }).ClickAsync();
        await page.Locator(".ledger tbody").GetByText("round").First.WaitForAsync();
        Assert.EndsWith(".png", await page.Locator(".ledger tbody .file").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(Labels + 4, await page.Locator(".ledger tbody tr").CountAsync());
        await Browser.ScreenshotAsync(page, "web-ledger");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        var rows = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Contains("# labels=30", rows);
        Assert.Contains("# seed=1", rows);
        var table = rows.SkipWhile(row => row.StartsWith('#')).Select(row => row.Split(',')).ToList();
        var (action, name) = (Array.IndexOf(table[0], "action"), Array.IndexOf(table[0], "class"));
        Assert.Equal(Labels + 1, table.Count(row => row[action] == "answered"));
        Assert.Equal(1, table.Count(row => row[Array.IndexOf(table[0], "reject")] == "none_of_these"));
        Assert.Equal(1, table.Count(row => row[action] == "skipped"));
        Assert.Equal(1, table.Count(row => row[action] == "undone"));
        Assert.Contains(table, row => row[name] == "edged");

        // Look at the latent space.
        await page.GetByRole(AriaRole.Link, new() { Name = "Latent space" }).ClickAsync();
        await page.Locator($"[data-latent][data-ready=\"{Images}\"]").WaitForAsync(new() { Timeout = 120_000 });
        await Browser.ScreenshotAsync(page, "web-latent");

        // All of it was ordinary use: neither the browser nor a service has called anything an error. What is logged last shows that all before has arrived.
        Assert.Empty(errors.Lines);
        await oracle.OpenRunAsync(new OpenRunRequest { RunId = "end-of-the-session", Dataset = "glyphs", Budget = 1 });
        using var dashboard = new Dashboard(system.DashboardAddress, system.DashboardKey);
        await system.UntilAsync("the last log in the dashboard", () => dashboard.HasLoggedAsync("end-of-the-session"));
        Assert.Empty(await dashboard.ErrorsAsync(began));
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> WriteImagesAsync()
    {
        var store = new DatasetStoreService.DatasetStoreServiceClient(system.Connect(ServiceNames.DatasetStore));
        var folder = Directory.CreateTempSubdirectory("eml-own-images-").FullName;
        for (var i = 0; i < Images; i++)
        {
            var image = await store.GetThumbnailAsync(new GetThumbnailRequest { Dataset = "glyphs", Split = Split.Train, SampleId = i });
            await File.WriteAllBytesAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i:00}.png")), image.Png.ToByteArray());
        }
        return folder;
    }

    private static async Task<IReadOnlyList<LedgerEntry>> AnswersAsync(LabelOracleService.LabelOracleServiceClient oracle, string run) =>
        (await oracle.ListAnswersAsync(new ListAnswersRequest { RunId = run, Limit = 100 })).Entries;

    private static async Task<bool> IsAskedAsync(LabelOracleService.LabelOracleServiceClient oracle, string run)
    {
        using var queue = oracle.WatchQueue(new WatchQueueRequest { RunId = run });
        return await queue.ResponseStream.MoveNext(CancellationToken.None) && queue.ResponseStream.Current.Progress.Open > 0;
    }
}
