namespace EndToEnd.Tests;

/// <summary>A test that needs the Aspire dashboard and Chromium; skipped, visibly, where one is missing.</summary>
public sealed class DashboardFactAttribute : FactAttribute
{
    public DashboardFactAttribute()
    {
        if (!File.Exists(Dashboard.Program))
            Skip = "The Aspire dashboard is not installed: ./eml setup gets it where npm is there.";
        else if (!File.Exists(Browser.Program))
            Skip = "Chromium is not installed: ./eml setup --tests gets it.";
    }
}
