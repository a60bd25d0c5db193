using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>What an encoder that can draw shows of itself on the page.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class LatentPicturesTests(SharedSystem system)
{
    private static readonly string[] Views = ["reconstructions", "samples", "interpolation", "curves"];

    [BrowserFact]
    public async Task LatentSpace_OfAVariationalEncoder_ShowsReconstructionsSamplesWaysAndCurves()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var request = GlyphRun.Request("drawn", labels: 40);
        (request.Options["encoder.kind"], request.Options["encoder.epochs"]) = ("fc_vae", "3");
        await classifier.StartRunAsync(request);
        await GlyphRun.EndOfAsync(classifier, "drawn");
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl={Uri.EscapeDataString("/runs/drawn/latent")}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Reconstructions" }).ClickAsync();
        Assert.Equal(10 * 30 - 2, await WidthOfPictureAsync(page));
        await page.GetByText("PSNR").WaitForAsync();
        await Browser.ScreenshotAsync(page, "web-reconstructions");
        var first = await page.Locator(".picture").GetAttributeAsync("src");
        await page.GetByRole(AriaRole.Link, new() { Name = "Other images" }).ClickAsync();
        await WidthOfPictureAsync(page);
        Assert.NotEqual(first, await page.Locator(".picture").GetAttributeAsync("src"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Samples" }).ClickAsync();
        Assert.Equal(10 * 30 - 2, await WidthOfPictureAsync(page));
        await Browser.ScreenshotAsync(page, "web-samples");

        await page.GetByRole(AriaRole.Link, new() { Name = "Interpolation" }).ClickAsync();
        Assert.Equal(10 * 30 - 2, await WidthOfPictureAsync(page));
        var frame = page.Locator(".morph-frame");
        var middle = await frame.EvaluateAsync<string>("e => getComputedStyle(e).backgroundPositionX");
        await page.Locator("[data-morph]").FillAsync("30");
        Assert.NotEqual(middle, await frame.EvaluateAsync<string>("e => getComputedStyle(e).backgroundPositionX"));
        await Browser.ScreenshotAsync(page, "web-interpolation");

        await page.GetByRole(AriaRole.Link, new() { Name = "Curves" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Loss" }).WaitForAsync();
        Assert.Equal(3, (await page.Locator(".chart svg.wide polyline").First.GetAttributeAsync("points"))!.Split(' ').Length);
        await Browser.ScreenshotAsync(page, "web-curves");

        foreach (var view in Views)
        {
            var path = Uri.EscapeDataString($"/runs/drawn/latent/{view}");
            var phone = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl={path}", ColorScheme.Dark, width: 390, height: 844);
            await phone.WaitForFunctionAsync("() => !document.querySelector('[aria-busy=true]')");
            Assert.True(await phone.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{view} is wider than the phone");
            await Browser.ScreenshotAsync(phone, $"web-{view}-phone");
            await phone.CloseAsync();
        }
    }

    private static async Task<int> WidthOfPictureAsync(IPage page)
    {
        await page.Locator(".picture").WaitForAsync();
        return await page.Locator(".picture").EvaluateAsync<int>("async e => { await e.decode(); return e.naturalWidth; }");
    }
}
