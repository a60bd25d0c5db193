using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>Every page in both themes, on a phone and on a screen, as axe-core judges it.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class AccessibilityTests(SharedSystem system)
{
    private const int Phone = 390, Screen = 1280;

    private static readonly string[] Paths =
    [
        "/", "/runs", "/compare?run=judged&run=beside", "/datasets", "/start", "/start?from=judged", "/runs/judged", "/runs/judged/next", "/runs/judged/ledger",
        "/runs/judged/errors?truth=0&predicted=0", "/runs/judged/latent?method=pca", "/runs/judged/latent/curves", "/runs/judged/images/7", "/runs/asking/label", "/runs/nope", "/nowhere",
    ];

    private static readonly AxeRunOptions EveryRule = new() { ResultTypes = [ResultType.Violations] };

    // The themes differ in their colours alone: everything else has been judged in the other one.
    private static readonly AxeRunOptions RulesOfColours = new() { ResultTypes = [ResultType.Violations], RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast", "link-in-text-block"] } };

    [BrowserFact]
    public async Task Pages_InBothThemesAndWidths_HaveNoViolation()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await classifier.StartRunAsync(GlyphRun.Simple("judged", labels: 60));
        await GlyphRun.EndOfAsync(classifier, "judged");
        var beside = GlyphRun.Simple("beside", labels: 60);
        beside.Options["strategy"] = "random";
        await classifier.StartRunAsync(beside);
        await GlyphRun.EndOfAsync(classifier, "beside");
        var asking = GlyphRun.Simple("asking", labels: 60);
        asking.Options["oracle.kind"] = "human";
        await classifier.StartRunAsync(asking);
        await system.UntilAsync("a question to people", async () => (await classifier.GetRunAsync(new GetRunRequest { RunId = "asking" })).Run.Phase == RunPhase.Labelling);

        await using var browser = await Browser.StartAsync();
        List<string> violations = [];
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/not-there");
        foreach (var path in Paths)
        {
            // Loaded once: width and theme change under the open page, as they do on a phone.
            await page.GotoAsync(system.WebAddress + path);
            foreach (var width in new[] { Screen, Phone })
            {
                await page.SetViewportSizeAsync(width, 900);
                foreach (var (theme, rules) in new[] { (ColorScheme.Light, EveryRule), (ColorScheme.Dark, RulesOfColours) })
                {
                    await page.EmulateMediaAsync(new() { ColorScheme = theme });
                    await Browser.SettledAsync(page);
                    var found = await page.RunAxe(rules);
                    violations.AddRange(found.Violations.Select(violation => $"{theme} {width} {path}: {violation.Id}: {string.Join(" | ", violation.Nodes.Take(4).Select(node => $"{node.Target} {node.Any.Concat(node.All).FirstOrDefault()?.Message}"))}"));
                    await Browser.ScreenshotAsync(page, $"axe-{theme}-{width}{string.Concat(path.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'))}");
                }
            }
        }
        await classifier.StopRunAsync(new StopRunRequest { RunId = "asking" });

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }
}
