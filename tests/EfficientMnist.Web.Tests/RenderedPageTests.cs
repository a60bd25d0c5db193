using System.Security.Cryptography;
using System.Text.RegularExpressions;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Tests;

/// <summary>What pages say, as the browser gets them.</summary>
public sealed partial class RenderedPageTests
{
    [Theory]
    [InlineData("/", "Home")]
    [InlineData("/runs", "Runs")]
    [InlineData("/start", "Start a run")]
    [InlineData("/compare", "Compare")]
    [InlineData("/runs/r", "small · margin")]
    [InlineData("/runs/r/ledger", "Ledger · small · margin")]
    [InlineData("/runs/r/errors", "Errors · small · margin")]
    [InlineData("/runs/r/images/7", "Image 7 · small · margin")]
    public async Task Page_HasOneTitleOfItsOwn(string address, string title)
    {
        await using var page = await PageInTest.StartAsync();
        page.Services.Runs["r"] = ServicesInTest.Run("r");

        var text = await page.TextAsync(address);

        Assert.Equal($"{title} · EfficientMnist", Assert.Single(Title().Matches(text)).Groups[1].Value);
        Assert.Empty(page.LoggedErrors);
    }

    [Fact]
    public async Task LabelPage_OffersToRejectAnImageByAKey()
    {
        await using var page = await PageInTest.StartAsync();
        page.Services.Runs["r"] = ServicesInTest.Run("r", RunState.Running);
        (page.Services.Runs["r"].Options["oracle.kind"], page.Services.Runs["r"].Phase) = ("human", RunPhase.Labelling);

        var text = await page.TextAsync("/runs/r/label");

        Assert.Matches(@"None of these</span>\s*<kbd>-</kbd>\s*</button>", text);
        Assert.DoesNotContain("@if", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ForABrowserThatCan_IsCompressed()
    {
        await using var page = await PageInTest.StartAsync();
        page.Browser.DefaultRequestHeaders.Add("Accept-Encoding", "br");

        using var response = await page.GetAsync("/start");

        Assert.Equal(["br"], response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task StartForm_ForADataSet_ShowsTheDefaultsThatTheRunWillUse()
    {
        await using var page = await PageInTest.StartAsync();

        Assert.Contains("name=\"encoder.epochs\" data-option value=\"\" placeholder=\"24\"", await page.TextAsync("/start"), StringComparison.Ordinal);
        Assert.Contains("name=\"encoder.epochs\" data-option value=\"\" placeholder=\"200\"", await page.TextAsync("/start?dataset=small"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartCheck_OfAnEntryThatIsNotAllowed_NamesTheField()
    {
        await using var page = await PageInTest.StartAsync();

        var told = await page.TextAsync("/start/check?dataset=small&labels=none");

        Assert.Contains("\"field\":\"labels\"", told, StringComparison.Ordinal);
        Assert.Contains("\"encoder.epochs\":\"200\"", told, StringComparison.Ordinal);
        Assert.Contains("\"refusal\":\"\"", await page.TextAsync("/start/check?labels=5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseRandomBaselineIsAtWork_LeadsThereRatherThanToASecondOne()
    {
        await using var page = await PageInTest.StartAsync();
        page.Services.Runs["r"] = Graded(ServicesInTest.Run("r"));
        Assert.Contains("strategy=random\">Run one with these settings", await page.TextAsync("/runs/r"), StringComparison.Ordinal);

        page.Services.Runs["other"] = ServicesInTest.Run("other", RunState.Running, "random");
        await using var fresh = await PageInTest.StartAsync();
        (fresh.Services.Runs["r"], fresh.Services.Runs["other"]) = (page.Services.Runs["r"], page.Services.Runs["other"]);
        var text = await fresh.TextAsync("/runs/r");

        Assert.DoesNotContain("Run one with these settings", text, StringComparison.Ordinal);
        Assert.Matches("href=\"/runs/other\">its run</a> is running", text);
    }

    [Fact]
    public async Task Run_ThatHasCompleted_IsExtendedFromItsPage()
    {
        await using var page = await PageInTest.StartAsync();
        page.Services.Runs["r"] = Graded(ServicesInTest.Run("r"));
        var text = await page.TextAsync("/runs/r");
        Assert.Contains("name=\"labels\" min=\"61\" value=\"90\"", text, StringComparison.Ordinal);

        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", FailurePagesTests.TokenOf(text)), new("labels", "75")]);
        using var response = await page.Browser.PostAsync(new Uri("/runs/r/extend", UriKind.Relative), content);

        Assert.Equal("/runs/r", response.Headers.Location!.OriginalString);
        Assert.Equal(75, page.Services.Runs["r"].BudgetLimit);
        await using var running = await PageInTest.StartAsync();
        running.Services.Runs["r"] = ServicesInTest.Run("r", RunState.Running);
        Assert.DoesNotContain("/runs/r/extend", await running.TextAsync("/runs/r"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_ThatAreArchived_AreInTheTableWhereAskedFor()
    {
        await using var page = await PageInTest.StartAsync();
        (page.Services.Runs["kept"], page.Services.Runs["old"]) = (ServicesInTest.Run("kept"), ServicesInTest.Run("old"));
        var text = await page.TextAsync("/runs/old");

        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", FailurePagesTests.TokenOf(text))]);
        using var response = await page.Browser.PostAsync(new Uri("/runs/old/archive", UriKind.Relative), content);

        Assert.Equal("/runs/old", response.Headers.Location!.OriginalString);
        var listed = await page.TextAsync("/runs");
        Assert.DoesNotContain("href=\"/runs/old\"", listed, StringComparison.Ordinal);
        Assert.Contains("href=\"/runs?archived=yes\">Show 1 archived", listed, StringComparison.Ordinal);
        Assert.Contains("href=\"/runs/old\"", await page.TextAsync("/runs?archived=yes"), StringComparison.Ordinal);
        Assert.Contains("/runs/old/unarchive", await page.TextAsync("/runs/old"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_ThatAreDescribed_AreShownAndFoundByItAndGoneOnceDeleted()
    {
        await using var page = await PageInTest.StartAsync();
        (page.Services.Runs["first"], page.Services.Runs["other"]) = (ServicesInTest.Run("first"), ServicesInTest.Run("other"));
        async Task<string?> PostAsync(string action, params KeyValuePair<string, string>[] fields)
        {
            using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", FailurePagesTests.TokenOf(await page.TextAsync("/runs/first"))), .. fields]);
            using var response = await page.Browser.PostAsync(new Uri($"/runs/first/{action}", UriKind.Relative), content);
            return response.Headers.Location?.OriginalString;
        }

        await PostAsync("describe", new("title", "Of the <paper>"), new("tags", "paper, draft,"), new("notes", "Two\nlines"));

        Assert.Equal(["paper", "draft"], page.Services.Runs["first"].Description.Tags);
        var listed = await page.TextAsync("/runs?q=draft");
        Assert.Contains("Of the <paper></a>", listed, StringComparison.Ordinal);
        Assert.Contains("href=\"/runs?q=paper\"", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/runs/other\"", listed, StringComparison.Ordinal);
        var own = await page.TextAsync("/runs/first");
        Assert.Contains("<h1>Of the <paper></h1>", own, StringComparison.Ordinal);
        Assert.DoesNotContain("/runs/first/delete", own, StringComparison.Ordinal);
        page.Services.Runs["first"].Archived = true;
        Assert.Contains("/runs/first/delete", await page.TextAsync("/runs/first"), StringComparison.Ordinal);
        Assert.Equal("/runs", await PostAsync("delete"));
        Assert.DoesNotContain("/runs/first", await page.TextAsync("/runs?archived=yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_WithColumnsOfOnesChoice_ShowTheseUntilTheUsualOnesAreWanted()
    {
        await using var page = await PageInTest.StartAsync();
        (page.Services.Runs["a"], page.Services.Runs["b"]) = (Graded(ServicesInTest.Run("a")), ServicesInTest.Run("b", RunState.Running));
        page.Services.Runs["a"].Result.Members.Add(new MemberGrade { Name = "student", Accuracy = 0.8765 });
        page.Services.Runs["b"].Options["encoder.epochs"] = "77";
        async Task<(string Text, string? Location)> PostAsync(params (string Name, string Value)[] fields)
        {
            using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", FailurePagesTests.TokenOf(await page.TextAsync("/runs"))), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
            using var response = await page.Browser.PostAsync(new Uri("/runs/columns", UriKind.Relative), content);
            return (await page.TextAsync("/runs"), response.Headers.Location?.OriginalString);
        }
        Assert.Equal(["State", "Run", "Strategy", "Seed", "Labels", "Accuracy", "Macro-F1", "Time", "Started"], Heads(await page.TextAsync("/runs")));

        // By an option that they differ in, and by one that they do not.
        var (chosen, location) = await PostAsync(("column", "option:encoder.epochs"), ("column", "members"), ("column", "nothing"), ("option", "cold_start.size"), ("back", "/runs?q=small"));

        Assert.Equal("/runs?q=small", location);
        Assert.Equal(["Run", "Members’ accuracy", "encoder.epochs", "cold_start.size"], Heads(chosen));
        Assert.Contains("student 87.65 %", chosen, StringComparison.Ordinal);
        Assert.Matches("<td class=\"wide-only\">\\s*77\\s*</td>", chosen);
        Assert.Contains("value=\"option:encoder.epochs\" checked", chosen, StringComparison.Ordinal);
        var (unknown, elsewhere) = await PostAsync(("column", "state"), ("option", "no.such"), ("back", "https://elsewhere.test/"));
        Assert.Equal("/runs", elsewhere);
        Assert.Contains("No run has an option no.such.", unknown, StringComparison.Ordinal);
        Assert.Equal(["State", "Run"], Heads(unknown));
        Assert.Equal(["State", "Run", "Strategy", "Seed", "Labels", "Accuracy", "Macro-F1", "Time", "Started"], Heads((await PostAsync(("usual", "yes"))).Text));
        Assert.Empty(page.LoggedErrors);
    }

    private static IEnumerable<string> Heads(string page) =>
        Head().Matches(page).Select(head => Tag().Replace(head.Groups[1].Value, "").Trim()).Where(head => head != "Compare");

    [GeneratedRegex("<th[^>]*>(.*?)</th>", RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex("<svg.*?</svg>|<[^>]+>", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [Fact]
    public async Task Compare_RunsThatDifferInTheirSeed_AreOneLineOrEachItsOwn()
    {
        await using var page = await PageInTest.StartAsync();
        foreach (var seed in new[] { 1, 2 })
            page.Services.Runs[$"r{seed}"] = Graded(ServicesInTest.Run($"r{seed}", seed: seed));

        Assert.Contains("mean of 2 seeds ± sd", await page.TextAsync("/compare?run=r1&run=r2"), StringComparison.Ordinal);
        var apart = await page.TextAsync("/compare?run=r1&run=r2&seeds=apart");
        Assert.DoesNotContain("mean of 2 seeds", apart, StringComparison.Ordinal);
        Assert.Contains("seed 2", apart, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Libraries_OfThePage_AreTheFilesThatTheirListNames()
    {
        var folder = Path.Combine(TestSupport.Repository.Root, "src", "EfficientMnist.Web", "wwwroot", "lib");
        var listed = Row().Matches(await File.ReadAllTextAsync(Path.Combine(folder, "README.md"))).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);

        Assert.Equal(
            Directory.EnumerateFiles(folder).Select(Path.GetFileName).Where(name => !name!.EndsWith(".txt", StringComparison.Ordinal) && name != "README.md").Order(StringComparer.Ordinal),
            listed.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, checksum) in listed)
            Assert.Equal(checksum, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, name)))));
    }

    private static Run Graded(Run run)
    {
        run.BudgetSpent = run.BudgetLimit;
        run.Result = new RunResult { Accuracy = 0.9, MacroF1 = 0.9, Classes = 2, Confusion = { 5, 0, 1, 4 } };
        run.Result.Curve.Add([new CurvePoint { Labels = 20, Accuracy = 0.7 }, new CurvePoint { Labels = 60, Accuracy = 0.9 }]);
        return run;
    }

    [GeneratedRegex("<title>(.*?)</title>")]
    private static partial Regex Title();

    [GeneratedRegex(@"^\| `([^`]+)` \|.*\| ([0-9a-f]{64}) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
