using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>The page on which people label, as a test uses it.</summary>
internal static class LabellingPage
{
    /// <summary>Waits until an image is asked about.</summary>
    public static Task UntilShownAsync(IPage page) =>
        page.Locator("[data-part=easel]:not([hidden]) [data-part=image][src]").WaitForAsync();

    /// <summary>The address of the image that is asked about.</summary>
    public static async Task<string> ImageAsync(IPage page) => await page.Locator("[data-part=image]").GetAttributeAsync("src") ?? "";

    /// <summary>Waits until another image than this is asked about, or none.</summary>
    public static Task UntilAnotherAsync(IPage page, string image) => page.WaitForFunctionAsync(
        "before => !document.querySelector('.labelling.busy') && (document.querySelector('[data-part=easel]').hidden || document.querySelector('[data-part=image]').getAttribute('src') !== before)", image);

    /// <summary>Presses a key that the page answers to by asking the server.</summary>
    public static async Task PressAsync(IPage page, string key)
    {
        var answered = page.WaitForResponseAsync(response => response.Url.Contains("/label/", StringComparison.Ordinal) && response.Request.Method == "POST");
        await page.Keyboard.PressAsync(key);
        Assert.Equal(200, (await answered).Status);
        await page.WaitForFunctionAsync("() => !document.querySelector('.labelling.busy')");
    }
}
