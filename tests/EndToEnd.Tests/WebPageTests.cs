using System.Globalization;
using System.Text.RegularExpressions;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

[Collection(OneSystemAtATime.Name)]
public sealed class WebPageTests(SharedSystem system)
{
    // Their tables show all that matters without being pushed aside.
    private static readonly string[] WholeOnAPhone = ["/", "/runs", "/runs/seen/ledger"];

    [BrowserFact]
    public async Task Pages_OfAFinishedRun_ShowItsBudgetResultCurveAndErrors()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await using var browser = await Browser.StartAsync();

        var stranger = await browser.OpenAsync(system.WebAddress + "/runs");
        Assert.Contains("login link", await stranger.ContentAsync(), StringComparison.Ordinal);

        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}");

        // The open page follows the run without being reloaded.
        await classifier.StartRunAsync(GlyphRun.Request("seen", labels: 60));
        await page.GetByText("60 of 60").WaitForAsync(new LocatorWaitForOptions { Timeout = 180_000 });
        var finished = await GlyphRun.EndOfAsync(classifier, "seen");
        await page.GetByText("completed").First.WaitForAsync();
        await Browser.ScreenshotAsync(page, "web-home");

        await page.GotoAsync(system.WebAddress + "/runs");
        var accuracy = (100 * finished.Result.Accuracy).ToString("0.00", CultureInfo.InvariantCulture) + " %";
        await page.GetByText(accuracy).First.WaitForAsync();
        Assert.Equal(0, await page.Locator(".narrow-only:visible").CountAsync());
        await Browser.ScreenshotAsync(page, "web-runs");

        await page.GotoAsync(system.WebAddress + "/runs/seen");
        var points = await page.Locator(".chart svg.wide polyline").First.GetAttributeAsync("points");
        Assert.Equal(finished.Result.Curve.Count, points!.Split(' ').Length);
        await page.GetByText("There is no random baseline to compare with yet.").WaitForAsync();
        await Browser.ScreenshotAsync(page, "web-run");

        await page.GotoAsync(system.WebAddress + "/runs/seen/errors");
        Assert.Equal(finished.Result.Confusion[0].ToString("N0", CultureInfo.InvariantCulture), await page.Locator(".confusion tbody td").First.InnerTextAsync());
        Assert.Equal(24, await CountOnceLoadedAsync(page, ".gallery .tile"));
        await page.GetByText("Asking for all suspects again").Or(page.GetByText("No label is suspected")).WaitForAsync();

        await page.GotoAsync(system.WebAddress + "/runs/seen/ledger");
        await page.Locator(".ledger tbody tr").First.WaitForAsync();
        Assert.Equal(0, await page.Locator(".narrow-only:visible").CountAsync());

        foreach (var path in new[] { "/", "/runs", "/runs/seen", "/runs/seen/next", "/runs/seen/ledger", "/runs/seen/latent", "/runs/seen/errors", "/start", "/datasets", "/compare", "/not-there" })
        {
            var phone = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl={Uri.EscapeDataString(path)}", ColorScheme.Dark, width: 390, height: 844);
            Assert.True(await phone.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than the phone");
            if (WholeOnAPhone.Contains(path))
            {
                await phone.WaitForFunctionAsync("() => !document.querySelector('[aria-busy=true]')");
                Assert.Equal("", await phone.EvaluateAsync<string>("[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 60)).join()"));
            }
            await phone.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task Runs_OfManyPages_AreSearchedSortedPagedComparedStoppedAndResumed()
    {
        await using var system = await OwnSystem.StartAsync();
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}");
        await page.GetByText("No run yet.").WaitForAsync();

        // They wait for people, who do not come.
        for (var i = 0; i < 60; i++)
        {
            await classifier.StartRunAsync(new StartRunRequest
            {
                RunId = string.Create(CultureInfo.InvariantCulture, $"run-{i:00}"),
                Options =
                {
                    ["preset"] = "instant",
                    ["dataset"] = "glyphs",
                    ["labels"] = "60",
                    ["seed"] = i.ToString(CultureInfo.InvariantCulture),
                    ["cold_start.kind"] = "random",
                    ["oracle.kind"] = "human",
                },
            });
        }
        await page.GotoAsync(system.WebAddress + "/runs");
        await page.GetByText("60 runs").WaitForAsync();
        Assert.Equal(50, await page.Locator("tbody tr").CountAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await page.GetByText("51–60 of 60").WaitForAsync();
        await page.Locator("thead").GetByRole(AriaRole.Link, new() { Name = "Seed" }).ClickAsync();
        await Browser.ArrivedAsync(page, "sort=seed");
        Assert.Equal("0", await page.Locator("tbody tr td:nth-child(5)").First.InnerTextAsync());

        await page.GetByLabel("Search").FillAsync("seed=5");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("11 of 60 runs").WaitForAsync();
        await page.GetByLabel("Compare preset").Nth(0).CheckAsync();
        Assert.True(await page.Locator("[data-compare]").IsDisabledAsync());
        await page.GetByLabel("Compare preset").Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare 2" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Compare 2 runs" }).WaitForAsync();
        Assert.Equal("seed", await page.Locator("section:has-text('What differs') tbody td").First.InnerTextAsync());

        await page.GotoAsync(system.WebAddress + "/runs/run-55");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.Locator(".page-head .chip", new() { HasText = "stopped" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        // It waits for its turn or, with the others, for people.
        await page.Locator(".page-head .chip", new() { HasTextRegex = new Regex("queued|running") }).WaitForAsync();
    }

    [BrowserFact]
    public async Task Start_WithAValueThatIsNotAllowed_SaysWhatIsAndKeepsTheEntries()
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/start");

        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync("none");
        await page.GetByLabel("Seed", new() { Exact = true }).FillAsync("7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();

        await page.GetByText("labels='none' must be a whole number from 1 to 1000000").First.WaitForAsync();
        Assert.Equal("7", await page.GetByLabel("Seed", new() { Exact = true }).InputValueAsync());
    }

    [BrowserFact]
    public async Task Start_AfterTheLoginHasExpired_KeepsTheEntriesOverTheNewLogin()
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/start");
        await page.GetByLabel("Seed", new() { Exact = true }).FillAsync("7");
        await page.Locator("input[name=preset][value=quick]").CheckAsync();
        await page.Context.ClearCookiesAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();
        await page.GetByLabel("Token").FillAsync(SystemUnderTest.WebToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
        await Browser.ArrivedAsync(page, "/start$");

        Assert.Equal("7", await page.GetByLabel("Seed", new() { Exact = true }).InputValueAsync());
        Assert.True(await page.Locator("input[name=preset][value=quick]").IsCheckedAsync());
    }

    [BrowserFact]
    public async Task Runs_ComeBackTo_ShowTheFilterThatTheirTableHas()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await classifier.StartRunAsync(GlyphRun.Simple("filtered", labels: 40));
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/runs");

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Data set" }).SelectOptionAsync("glyphs");
        await Browser.ArrivedAsync(page, "dataset=glyphs");
        await page.GoBackAsync();
        await Browser.ArrivedAsync(page, "/runs$");

        await page.WaitForFunctionAsync("() => document.querySelector('select[name=dataset]').value === ''");
        await GlyphRun.EndOfAsync(classifier, "filtered");
    }

    [BrowserFact]
    public async Task LatentSpace_OfAMapThatTakesTime_ShowsPcaUntilItIsThere()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        await classifier.StartRunAsync(GlyphRun.Simple("mapped", labels: 40));
        await GlyphRun.EndOfAsync(classifier, "mapped");
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl={Uri.EscapeDataString("/runs/mapped/latent?method=tsne")}");

        await page.GetByText("PCA for now").WaitForAsync();
        Assert.NotNull(await page.Locator("[data-latent]").GetAttributeAsync("data-ready"));
        await page.Locator("[data-latent][data-drawn=tsne]").WaitForAsync(new() { Timeout = 120_000 });
        await page.GetByText("PCA for now").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    private static async Task<int> CountOnceLoadedAsync(IPage page, string selector)
    {
        await page.WaitForFunctionAsync("() => !document.querySelector('[aria-busy=true]')");
        return await page.Locator(selector).CountAsync();
    }
}
