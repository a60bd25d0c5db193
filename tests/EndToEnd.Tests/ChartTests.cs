using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>What can be done with a chart, and with the images that lie behind what a page shows.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class ChartTests(SharedSystem system)
{
    [BrowserFact]
    public async Task Chart_OfARun_IsPointedAtZoomedSwitchedAndTakenAlong()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await classifier.StartRunAsync(GlyphRun.Simple("charted", labels: 200));
        var run = await GlyphRun.EndOfAsync(classifier, "charted");
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/runs/charted");
        await Browser.SettledAsync(page);
        var chart = page.Locator("[data-chart]").First;

        // The crosshair tells the value at the pointer, by the keyboard as well.
        await chart.Locator(".u-over").HoverAsync(new() { Position = new() { X = 5, Y = 60 } });
        var first = run.Result.Curve[0];
        Assert.StartsWith($"{first.Labels} labels", await chart.Locator(".tooltip .at").InnerTextAsync(), StringComparison.Ordinal);
        await chart.Locator(".plot").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith($"{run.Result.Curve[1].Labels} labels", await chart.Locator(".tooltip .at").InnerTextAsync(), StringComparison.Ordinal);
        await Browser.ScreenshotAsync(page, "web-chart");

        // A drag zooms, which the button takes back.
        var whole = chart.Locator("[data-act=whole]");
        Assert.True(await whole.IsDisabledAsync());
        var box = (await chart.Locator(".u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 40);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.9f), box.Y + 40, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await whole.ClickAsync();
        Assert.True(await whole.IsDisabledAsync());

        // The axis says which scale it has.
        var log = chart.Locator("[data-act=scale]");
        var before = await log.GetAttributeAsync("aria-pressed");
        await log.ClickAsync();
        Assert.NotEqual(before, await log.GetAttributeAsync("aria-pressed"));

        var download = await page.RunAndWaitForDownloadAsync(() => chart.Locator("[data-act=csv]").ClickAsync());
        var rows = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal("series,labels bought,value,low,high", rows[0]);
        Assert.Equal(run.Result.Curve.Count, rows.Count(row => row.StartsWith("this run,", StringComparison.Ordinal)));
        download = await page.RunAndWaitForDownloadAsync(() => chart.Locator("[data-act=svg]").ClickAsync());
        var drawing = System.Xml.Linq.XDocument.Load(await download.PathAsync());
        Assert.Contains(drawing.Descendants(), element => element.Name.LocalName == "polyline");

        var legend = chart.Locator(".legend button").First;
        await legend.ClickAsync();
        Assert.Equal("false", await legend.GetAttributeAsync("aria-pressed"));
    }

    [BrowserFact]
    public async Task Image_OpenedFromTheErrorsPage_ShowsItsPredictionNeighboursAndHistory()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await classifier.StartRunAsync(GlyphRun.Simple("looked-at", labels: 60));
        await GlyphRun.EndOfAsync(classifier, "looked-at");
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        var bought = (await GlyphRun.LedgerAsync(oracle, "looked-at"))[0];
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/runs/looked-at/errors");
        await Browser.SettledAsync(page);

        await page.Locator(".gallery a[data-image]").First.ClickAsync();
        var drawer = page.Locator("#drawer");
        Assert.Equal(5, await CountAsync(drawer.Locator(".probabilities li")));
        Assert.Equal(12, await CountAsync(drawer.Locator(".thumbs a")));
        await drawer.GetByText("Not bought.").WaitForAsync();
        var one = await drawer.Locator("h2").InnerTextAsync();
        await Browser.ScreenshotAsync(page, "web-image");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForFunctionAsync("before => document.querySelector('#drawer h2').innerText !== before", one);
        await page.Keyboard.PressAsync("Escape");
        await drawer.WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        // By its id, on a page of its own.
        await page.GetByLabel("Find an image by id or file").FillAsync(bought.SampleId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = $"Image {bought.SampleId}" }).WaitForAsync();
        await page.Locator(".history").GetByText("cold start").First.WaitForAsync();
    }

    private static async Task<int> CountAsync(ILocator locator)
    {
        await locator.First.WaitForAsync();
        return await locator.CountAsync();
    }
}
