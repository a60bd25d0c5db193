using System.Globalization;
using Deque.AxeCore.Playwright;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>The open images of one class, answered together.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class LabellingGroupTests(SharedSystem system)
{
    private const string Run = "together";
    private const int Batch = 20;

    [BrowserFact]
    public async Task Group_ByTheKeyboard_AnswersAllThatAreNotClickedOffAndTakesThemBack()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        var request = GlyphRun.Simple(Run, labels: 3 * Batch);
        (request.Options["oracle.kind"], request.Options["oracle.classes"], request.Options["preset"]) = ("human", "round,edged,other", "instant");
        foreach (var option in new[] { "encoder.kind", "encoder.width", "encoder.epochs" })
            request.Options.Remove(option);
        await classifier.StartRunAsync(request);
        await system.UntilAsync("a question to people", async () => (await classifier.GetRunAsync(new GetRunRequest { RunId = Run })).Run.Phase == RunPhase.Labelling);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/runs/{Run}/label");
        await LabellingPage.UntilShownAsync(page);

        // Nothing has been learned that could be shown.
        await page.Keyboard.PressAsync("=");
        await page.GetByText("has learned from no label yet").WaitForAsync();
        await page.GotoAsync("about:blank");
        foreach (var sample in await OpenAsync(oracle))
            await oracle.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = Run, SampleId = sample, Label = sample % 3, Annotator = "owner" });
        await system.UntilAsync("the second batch", async () => (await OpenAsync(oracle)).Count == Batch);
        await page.GotoAsync($"{system.WebAddress}/runs/{Run}/label");
        await LabellingPage.UntilShownAsync(page);
        Assert.Equal(0, await page.Locator(".group-tile").CountAsync());

        await page.Keyboard.PressAsync("=");
        await page.GetByText("click off those that are something else").WaitForAsync();
        var samples = await SamplesAsync(page);
        var name = await page.Locator(".group-classes button[aria-pressed=true]").InnerTextAsync();
        Assert.InRange(samples.Count, 1 + (Batch / 4), Batch);
        Assert.Equal($"Are these {name.Split()[0]}?", await page.Locator("[data-part=title]").InnerTextAsync());
        await Browser.ScreenshotAsync(page, "web-group");
        Assert.Empty((await page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Target}"));

        // The first has the focus; the third is clicked off, too, and on again.
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Space");
        await page.GetByRole(AriaRole.Button, new() { Name = $"{samples.Count - 2} of {samples.Count} are" }).WaitForAsync();
        await page.Locator(".group-tile").Nth(2).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"{samples.Count - 1} of {samples.Count} are" }).WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText($"{samples.Count - 1} answered.").WaitForAsync();
        var open = await OpenAsync(oracle);
        Assert.Equal(Batch - samples.Count + 1, open.Count);
        Assert.Contains(samples[0], open);
        var answers = await AnswersAsync(oracle);
        Assert.Equal(samples.Skip(1).Order(), answers.Take(samples.Count - 1).Select(entry => entry.SampleId).Order());
        Assert.All(answers.Take(samples.Count - 1), entry => Assert.Equal(("owner", LedgerAction.Answered, true, answers[0].Label), (entry.Annotator, entry.Action, entry.Charged, entry.Label)));
        Assert.DoesNotContain(samples[0], await SamplesAsync(page));

        // All of them come back, but the one that is of another class.
        await page.Keyboard.PressAsync("Backspace");
        await page.GetByText($"{samples.Count - 1} taken back.").WaitForAsync();
        Assert.Equal(Batch, (await OpenAsync(oracle)).Count);
        Assert.Equal(samples.Skip(1), await SamplesAsync(page));

        // Group after group, until only what was clicked off is left: an image like any other.
        while (await page.Locator(".group-tile").First.IsVisibleAsync())
        {
            var before = await OpenAsync(oracle);
            await page.Keyboard.PressAsync("Enter");
            await system.UntilAsync("the answers in the ledger", async () => (await OpenAsync(oracle)).Count < before.Count);
            await page.WaitForFunctionAsync("() => !document.querySelector('.labelling.busy')");
        }
        await LabellingPage.UntilShownAsync(page);
        Assert.Contains($"/{samples[0]}.png", await LabellingPage.ImageAsync(page), StringComparison.Ordinal);
        Assert.Equal([samples[0]], await OpenAsync(oracle));
        await classifier.StopRunAsync(new StopRunRequest { RunId = Run });
    }

    private static async Task<IReadOnlyList<int>> OpenAsync(LabelOracleService.LabelOracleServiceClient oracle) =>
        [.. (await oracle.ListQuestionsAsync(new ListQuestionsRequest { RunId = Run, Annotator = "owner" })).Questions.Select(question => question.SampleId)];

    private static async Task<IReadOnlyList<LedgerEntry>> AnswersAsync(LabelOracleService.LabelOracleServiceClient oracle) =>
        (await oracle.ListAnswersAsync(new ListAnswersRequest { RunId = Run, Limit = 100 })).Entries;

    private static async Task<IReadOnlyList<int>> SamplesAsync(IPage page) =>
        [.. (await page.Locator(".group-tile input").EvaluateAllAsync<string[]>("tiles => tiles.map(tile => tile.value)")).Select(value => int.Parse(value, CultureInfo.InvariantCulture))];
}
