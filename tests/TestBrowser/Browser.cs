using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace EfficientMnist.TestBrowser;

/// <summary>Debian's Chromium, headless.</summary>
public sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>The program that is started.</summary>
    public static string Program => "/usr/bin/chromium";

    // Of any one step, on a machine that has ten times the work it has processors for.
    private const int PatienceMilliseconds = 90_000;

    /// <summary>Where screenshots are left for people, none where it is not set: a picture takes as long as a test's other step.</summary>
    private static readonly string? ScreenshotFolder = Environment.GetEnvironmentVariable("EML_SCREENSHOTS");

    /// <summary>Starts one.</summary>
    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>A page of its own, without what other pages have in their cookies.</summary>
    /// <param name="address">What it shows.</param>
    /// <param name="theme">Light or dark.</param>
    /// <param name="width">In CSS pixels.</param>
    /// <param name="height">In CSS pixels.</param>
    public async Task<IPage> OpenAsync(string address, ColorScheme theme = ColorScheme.Light, int width = 1400, int height = 900)
    {
        var page = await _browser.NewPageAsync(new BrowserNewPageOptions
        {
            ColorScheme = theme,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        page.SetDefaultTimeout(PatienceMilliseconds);
        await page.GotoAsync(address);
        return page;
    }

    /// <summary>Keeps a picture of the page where <c>EML_SCREENSHOTS</c> names a folder for them.</summary>
    public static async Task ScreenshotAsync(IPage page, string name)
    {
        if (ScreenshotFolder is null)
            return;
        Directory.CreateDirectory(ScreenshotFolder);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(ScreenshotFolder, name + ".png") });
    }

    /// <summary>Waits until the page is at an address like this and loaded. It looks again and again, so that a page which is there at once is not missed.</summary>
    public static async Task ArrivedAsync(IPage page, string pattern)
    {
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(pattern));
        await page.WaitForFunctionAsync("() => document.readyState === 'complete'");
    }

    /// <summary>Waits until the parts of a page that come later are there.</summary>
    public static Task SettledAsync(IPage page) => page.WaitForFunctionAsync(
        "() => !document.querySelector('[aria-busy=true]') && (!document.querySelector('[data-chart]') || document.querySelector('.plotted')) && (!document.querySelector('[data-latent]') || document.querySelector('[data-latent][data-drawn], [data-latent][data-failed]'))",
        null,
        new() { Timeout = 120_000 });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
