using System.Globalization;
using System.Text.Json;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

[Collection(OneSystemAtATime.Name)]
public sealed class DashboardTests(SharedSystem system)
{
    [BrowserFact]
    public async Task LabelQuery_BoughtThroughTheSystem_IsOneTraceInTheDashboard()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await classifier.StartRunAsync(GlyphRun.Request("traced", labels: 40));
        await GlyphRun.EndOfAsync(classifier, "traced");

        using var dashboard = new Dashboard(system.DashboardAddress, system.DashboardKey);
        IReadOnlyList<JsonElement> queries = [];
        await system.UntilAsync("40 label.query spans in the dashboard", async () =>
        {
            queries = [.. (await dashboard.SpansAsync("label.query")).Where(span => Dashboard.Attribute(span, "eml.run.id") == "traced")];
            return queries.Count >= 40;
        });

        Assert.Equal(40, queries.Count);
        Assert.Equal(40, queries.Select(span => span.GetProperty("traceId").GetString()).Distinct().Count());
        Assert.All(queries, span =>
        {
            Assert.False(span.TryGetProperty("parentSpanId", out var parent) && parent.GetString() is { Length: > 0 }, "a label query is a root trace");
            Assert.NotEmpty(span.GetProperty("links").EnumerateArray());
            Assert.NotNull(Dashboard.Attribute(span, "eml.sample.id"));
            Assert.NotNull(Dashboard.Attribute(span, "eml.strategy.score"));
            Assert.Null(Dashboard.Attribute(span, "eml.label"));
        });
        Assert.Equal(
            Enumerable.Range(0, 40),
            queries.Select(span => int.Parse(Dashboard.Attribute(span, "eml.budget.remaining")!, CultureInfo.InvariantCulture)).Order());

        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        var ledger = await GlyphRun.LedgerAsync(oracle, "traced");
        Assert.Equal(
            ledger.Select(entry => entry.TraceId).Order(StringComparer.Ordinal),
            queries.Select(span => span.GetProperty("traceId").GetString()).Order(StringComparer.Ordinal));

        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.DashboardAddress}login?t={system.DashboardToken}");
        foreach (var resource in ServiceNames.Grpc)
            await Visible(page.GetByText(resource, new PageGetByTextOptions { Exact = true })).WaitForAsync();
        await Visible(page.GetByText("Running")).WaitForAsync();
        await Browser.ScreenshotAsync(page, "dashboard-resources");

        // With the span's own id the page opens on its details.
        var first = queries.First(span => span.GetProperty("traceId").GetString() == ledger[^1].TraceId);
        await page.GotoAsync($"{system.DashboardAddress}traces/detail/{ledger[^1].TraceId}?spanId={first.GetProperty("spanId").GetString()}");
        await page.GetByTitle("eml.budget.remaining").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await Browser.ScreenshotAsync(page, "dashboard-label-query");
    }

    // The dashboard keeps the words of its closed filters in the page, in front of the table.
    private static ILocator Visible(ILocator texts) => texts.Filter(new LocatorFilterOptions { Visible = true }).First;
}
