using System.Globalization;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>From whatever a page shows to the images behind it, and what can be done with them.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class ImageDrawerTests(SharedSystem system)
{
    [BrowserFact]
    public async Task Drawer_OpensFromAConfusionCellALedgerRowASuspectAMapPointAndASearch()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await classifier.StartRunAsync(GlyphRun.Simple("opened", labels: 60));
        var run = await GlyphRun.EndOfAsync(classifier, "opened");
        // A cell that has a bought image: the diagonal of the class that most were bought of.
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        var bought = await GlyphRun.LedgerAsync(oracle, "opened");
        var most = bought.GroupBy(entry => entry.Label).MaxBy(group => group.Count())!.Key;
        Assert.True(run.Result.Confusion[(most * run.Result.Classes) + most] > 0);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/runs/opened/errors");
        await Browser.SettledAsync(page);

        await page.Locator($".confusion a[href*='truth={most}&predicted={most}#']").ClickAsync();
        await Browser.ArrivedAsync(page, $"truth={most}&predicted={most}");
        await Browser.SettledAsync(page);
        await OpenAndCloseAsync(page, page.Locator("#cell .thumbs a").First, isBought: true);
        if (await page.GetByText("Asking for all suspects again").CountAsync() > 0)
            await OpenAndCloseAsync(page, page.Locator("section:has-text('probably wrong') tbody a[data-image]").First, isBought: true);

        await page.GotoAsync($"{system.WebAddress}/runs/opened/ledger");
        await OpenAndCloseAsync(page, page.Locator(".ledger tbody a[data-image]").First, isBought: true);

        await page.GetByRole(AriaRole.Link, new() { Name = "Next batch" }).ClickAsync();
        await page.GotoAsync($"{system.WebAddress}/runs/opened/latent?method=pca");
        await Browser.SettledAsync(page);
        var stage = await StageAsync(page);
        await page.Mouse.MoveAsync(stage.X + (stage.Width / 2), stage.Y + (stage.Height / 2));
        await ClickAPointAsync(page, stage);
        await page.Locator("#drawer h2").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");

        await page.GetByLabel("Find an image by id or file").FillAsync("7");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Image 7", Exact = true }).WaitForAsync();
    }

    [BrowserFact]
    public async Task Images_ChosenWithTheLasso_AreAskedForNextExcludedExportedAndTakenBackInTheDrawer()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        var request = GlyphRun.Simple("lassoed", labels: 60);
        (request.Options["oracle.kind"], request.Options["views"]) = ("human", "histograms+latents");
        // People would be asked before there is an encoder, whose latents the map shows.
        await classifier.StartRunAsync(GlyphRun.Simple("lassoed-before", labels: 20));
        await GlyphRun.EndOfAsync(classifier, "lassoed-before");
        await classifier.StartRunAsync(request);
        await system.UntilAsync("a question to people", async () => (await ReadAsync(classifier)).Phase == RunPhase.Labelling);
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl={Uri.EscapeDataString("/runs/lassoed/latent?method=pca")}");
        await Browser.SettledAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Lasso" }).ClickAsync();
        // Whatever the map looks like, its farthest points lie in either half.
        await page.EvaluateAsync("document.querySelector('[data-part=stage]').scrollIntoView({ block: 'end' })");
        await DrawAsync(page, 0.02f, 0.02f, 0.49f, 0.98f);
        var title = await page.Locator("[data-part=selection-title]").InnerTextAsync();
        var chosen = int.Parse(title.Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-part=export]").ClickAsync());
        Assert.Equal(chosen + 1, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);
        await page.GetByRole(AriaRole.Button, new() { Name = "Label next" }).ClickAsync();
        await page.Locator("[data-part=marked]", new() { HasText = "asked for next" }).WaitForAsync();
        await page.Locator("button:disabled", new() { HasText = "Label next" }).WaitForAsync();
        await page.GetByLabel("Colour").SelectOptionAsync("mark");
        await Browser.ScreenshotAsync(page, "web-lasso");
        Assert.Equal(chosen, (await ReadAsync(classifier)).Wanted);
        Assert.Equal($"{chosen:N0}", await page.Locator("[data-part=legend] li", new() { HasText = "asked for next" }).Locator(".num").InnerTextAsync());

        await page.Locator("[data-part=reset]").ClickAsync();
        await DrawAsync(page, 0.51f, 0.02f, 0.98f, 0.98f);
        await page.GetByRole(AriaRole.Button, new() { Name = "Exclude", Exact = true }).ClickAsync();
        await page.Locator("[data-part=marked]", new() { HasText = "excluded" }).WaitForAsync();
        var excluded = (await ReadAsync(classifier)).Excluded;
        Assert.True(excluded > 0);

        // One of them is taken back where it is looked at.
        await page.Locator("[data-part=selection-thumbs] a").First.ClickAsync();
        var drawer = page.Locator("#drawer");
        await drawer.GetByText("Excluded: its label is not bought.").WaitForAsync();
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await drawer.Locator(".notice").WaitForAsync();
        await drawer.GetByText("The strategy decides").WaitForAsync();
        await Browser.ScreenshotAsync(page, "web-drawer-marked");
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal(excluded - 1, (await ReadAsync(classifier)).Excluded);

        // The batch that is before people stays; the next one begins with what was chosen by hand.
        await page.GetByRole(AriaRole.Link, new() { Name = "Label by hand" }).ClickAsync();
        for (var answered = 0; answered < 20; answered++)
        {
            await LabellingPage.UntilShownAsync(page);
            var image = await LabellingPage.ImageAsync(page);
            await page.Keyboard.PressAsync(((answered % 3) + 1).ToString(CultureInfo.InvariantCulture));
            await LabellingPage.UntilAnotherAsync(page, image);
        }
        await LabellingPage.UntilShownAsync(page);
        await page.GetByText("asked for by hand").WaitForAsync();
        var question = (await oracle.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = "lassoed", Annotator = "somebody else" })).Question;
        Assert.Equal(WantedImages.Strategy, question.Strategy);
        await classifier.StopRunAsync(new StopRunRequest { RunId = "lassoed" });
    }

    private static async Task<Run> ReadAsync(ClassifierService.ClassifierServiceClient classifier) => (await classifier.GetRunAsync(new GetRunRequest { RunId = "lassoed" })).Run;

    private static async Task OpenAndCloseAsync(IPage page, ILocator image, bool isBought)
    {
        await image.ClickAsync();
        var drawer = page.Locator("#drawer");
        await drawer.Locator(".probabilities li").First.WaitForAsync();
        await drawer.Locator(".thumbs a").First.WaitForAsync();
        Assert.Equal(isBought, await drawer.Locator(".history li").CountAsync() > 0);
        await page.Keyboard.PressAsync("Escape");
        await drawer.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    private static async Task<LocatorBoundingBoxResult> StageAsync(IPage page) => (await page.Locator("[data-part=stage]").BoundingBoxAsync())!;

    private static async Task DrawAsync(IPage page, float left, float top, float right, float bottom)
    {
        var stage = await StageAsync(page);
        (float X, float Y)[] corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        await page.Mouse.MoveAsync(stage.X + (left * stage.Width), stage.Y + (top * stage.Height));
        await page.Mouse.DownAsync();
        foreach (var (x, y) in corners)
            await page.Mouse.MoveAsync(stage.X + (x * stage.Width), stage.Y + (y * stage.Height), new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.Locator("[data-part=selection]").WaitForAsync();
    }

    // A point is where the card of one appears.
    private static async Task ClickAPointAsync(IPage page, LocatorBoundingBoxResult stage)
    {
        for (var step = 0; step < 40; step++)
        {
            var (x, y) = (stage.X + (stage.Width * (0.3f + (0.01f * step))), stage.Y + (stage.Height / 2));
            await page.Mouse.MoveAsync(x, y);
            if (!await page.Locator("[data-part=card]").IsVisibleAsync())
                continue;
            await page.Mouse.ClickAsync(x, y);
            return;
        }
        Assert.Fail("No point of the map was found along its middle.");
    }
}
