using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

[Collection(OneSystemAtATime.Name)]
public sealed class WebPageTests
{
    [BrowserFact]
    public async Task Pages_OfAFinishedRun_ShowItsBudgetResultAndCurve()
    {
        await using var system = await RunningSystem.StartAsync("--Learn:Enabled=false", "--Dashboard:Enabled=false");
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await using var browser = await Browser.StartAsync();

        var stranger = await browser.OpenAsync(system.WebAddress + "/runs");
        Assert.Contains("login link", await stranger.ContentAsync(), StringComparison.Ordinal);

        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={RunningSystem.WebToken}");
        await page.GetByText("No run yet.").WaitForAsync();

        // The open page follows the run without being reloaded.
        await classifier.StartRunAsync(GlyphRun.Request("seen", labels: 60));
        await page.GetByText("60 of 60").WaitForAsync(new LocatorWaitForOptions { Timeout = 180_000 });
        var finished = await GlyphRun.EndOfAsync(classifier, "seen");
        await page.GetByText("completed").WaitForAsync();
        await Browser.ScreenshotAsync(page, "web-home");

        await page.GotoAsync(system.WebAddress + "/runs");
        var accuracy = (100 * finished.Result.Accuracy).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) + " %";
        await page.GetByText(accuracy).WaitForAsync();
        await Browser.ScreenshotAsync(page, "web-runs");

        await page.GotoAsync(system.WebAddress + "/runs/seen");
        await page.Locator("svg.curve polyline.line").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await Browser.ScreenshotAsync(page, "web-run");

        var phone = await browser.OpenAsync($"{system.WebAddress}/login?t={RunningSystem.WebToken}&returnUrl=/runs/seen", ColorScheme.Dark, width: 390, height: 844);
        Assert.True(await phone.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone");
        await Browser.ScreenshotAsync(phone, "web-run-phone-dark");
    }
}
