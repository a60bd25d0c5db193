using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>Keys that a person chooses for the classes.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class LabellingKeyTests(SharedSystem system)
{
    [BrowserFact]
    public async Task Keys_ChosenForClasses_GiveThemAreKeptAndTakenBack()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        var request = GlyphRun.Simple("keyed", labels: 40);
        (request.Options["oracle.kind"], request.Options["oracle.classes"], request.Options["preset"]) = ("human", "round,edged,other", "instant");
        foreach (var option in new[] { "encoder.kind", "encoder.width", "encoder.epochs" })
            request.Options.Remove(option);
        await classifier.StartRunAsync(request);
        await system.UntilAsync("a question to people", async () => (await classifier.GetRunAsync(new GetRunRequest { RunId = "keyed" })).Run.Phase == RunPhase.Labelling);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/runs/keyed/label");
        await LabellingPage.UntilShownAsync(page);

        // One after the other, beginning with the first class; what is taken is swapped, what means something else is refused.
        await page.GetByRole(AriaRole.Button, new() { Name = "Change keys" }).ClickAsync();
        await page.GetByText("Press the key for round").WaitForAsync();
        await page.Keyboard.PressAsync("2");
        await page.GetByText("Press the key for edged").WaitForAsync();
        await page.Keyboard.PressAsync(" ");
        await page.GetByText("Space means something else here").WaitForAsync();
        await page.Locator("button[data-name=other]").ClickAsync();
        await Browser.ScreenshotAsync(page, "web-keys");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal(["2", "1", "x"], await KeysAsync(page));

        await page.ReloadAsync();
        await LabellingPage.UntilShownAsync(page);
        Assert.Equal(["2", "1", "x"], await KeysAsync(page));
        foreach (var key in new[] { "x", "1", "2" })
            await LabellingPage.PressAsync(page, key);
        Assert.Equal([0, 1, 2], (await oracle.ListAnswersAsync(new ListAnswersRequest { RunId = "keyed" })).Entries.Select(entry => entry.Label));

        await page.GetByRole(AriaRole.Button, new() { Name = "As they were" }).ClickAsync();
        Assert.Equal(["1", "2", "3"], await KeysAsync(page));
        await classifier.StopRunAsync(new StopRunRequest { RunId = "keyed" });
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(IPage page) => await page.Locator("button[data-label] kbd").AllInnerTextsAsync();
}
