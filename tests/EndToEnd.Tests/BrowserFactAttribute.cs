namespace EndToEnd.Tests;

/// <summary>A test that needs Chromium; skipped, visibly, where it is missing.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (!File.Exists(Browser.Program))
            Skip = "Chromium is not installed: ./eml setup --tests gets it.";
    }
}
