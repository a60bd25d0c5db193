using Deque.AxeCore.Playwright;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>The columns that a person chooses for the table of runs.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class RunColumnsTests(SharedSystem system)
{
    [BrowserFact]
    public async Task Columns_Chosen_AreShownAndKeptWithoutMovingThePage()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        foreach (var (id, size) in new[] { ("columns-one", "7"), ("columns-two", "9") })
        {
            var request = GlyphRun.Simple(id, labels: 20);
            (request.Options["preset"], request.Options["round.size"]) = ("instant", size);
            foreach (var option in new[] { "encoder.kind", "encoder.width", "encoder.epochs" })
                request.Options.Remove(option);
            await classifier.StartRunAsync(request);
            await GlyphRun.EndOfAsync(classifier, id);
        }
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/runs%3Fq%3Dcolumns-");

        await page.GetByText("Columns", new() { Exact = true }).First.ClickAsync();
        await page.Locator(".columns-choice").GetByRole(AriaRole.Checkbox, new() { Name = "Strategy", Exact = true }).UncheckAsync();
        await page.Locator(".columns-choice").GetByRole(AriaRole.Checkbox, new() { Name = "Data set", Exact = true }).CheckAsync();
        await page.Locator(".columns-choice").GetByRole(AriaRole.Checkbox, new() { Name = "round.size", Exact = true }).CheckAsync();
        await page.GetByLabel("Another option").FillAsync("cold_start.size");
        await Browser.ScreenshotAsync(page, "web-columns");
        Assert.Empty((await page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Target}"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show these" }).ClickAsync();

        string[] expected = ["State", "Run", "Data set", "Seed", "Labels", "Accuracy", "Macro-F1", "Time", "Started", "round.size", "cold_start.size"];
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "cold_start.size" }).WaitForAsync();
        Assert.Equal(expected, await HeadsAsync(page));
        Assert.EndsWith("/runs?q=columns-", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Browser.SettledAsync(page);
        Assert.Equal(expected, await HeadsAsync(page));
        Assert.Empty((await page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Target}"));
        Assert.InRange(await LayoutShift.OfAsync(page), 0, 0.05);

        // By the number, not by its text.
        await page.GetByRole(AriaRole.Link, new() { Name = "round.size" }).ClickAsync();
        await Browser.ArrivedAsync(page, "sort=option%3Around.size");
        Assert.Equal(["/runs/columns-one", "/runs/columns-two"], await page.Locator("td.run-name > a.ellipsis").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))"));
    }

    private static async Task<IEnumerable<string>> HeadsAsync(IPage page) =>
        (await page.Locator("thead th").AllInnerTextsAsync()).Select(head => head.Trim()).Where(head => head is not ("" or "Compare"));
}
