using System.Globalization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>
/// The first hour of somebody with 150 photographs, a third of which a colleague has labelled: imported in the terminal and on the
/// page, labelled by hand with undo, skip and reject, extended, taken home, and used on a folder.
/// </summary>
[Collection(OneSystemAtATime.Name)]
public sealed class FirstHourTests(SharedSystem system) : IDisposable
{
    private const int Photographs = 150;
    private const int Given = Photographs / 3;
    private const int Labels = 40;
    private const int Extended = 60;
    private const int New = 12;

    private readonly string _folder = Directory.CreateTempSubdirectory("eml-photographs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BrowserFact]
    public async Task Photographs_PartlyLabelled_BecomeAClassifierWithinAnHour()
    {
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        var photographs = Directory.CreateDirectory(Path.Combine(_folder, "photographs")).FullName;
        DrawnPhotographs.Write(photographs, Enumerable.Range(0, Photographs));
        await File.WriteAllLinesAsync(Path.Combine(photographs, "labels.csv"), ["file,label", .. Enumerable.Range(0, Given).Select(number => $"{DrawnPhotographs.FileOf(number)},{DrawnPhotographs.ClassOf(number)}")]);

        // In the terminal: what is there is told.
        var imported = await EmlAsync("import", "terminal", photographs, "--upload");
        Assert.True(imported.ExitCode == 0, imported.Errors);
        Assert.Contains("150 pool images of 28×28, colour", imported.Output, StringComparison.Ordinal);

        // On the page, the same folder.
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/datasets");
        await page.Locator("#files").SetInputFilesAsync(photographs);
        await page.Locator("#name").FillAsync("photographs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        var dataset = page.Locator(".datasets li", new() { HasText = "photographs" });
        await dataset.GetByText("150 images, 28 × 28 colour").WaitForAsync(new() { Timeout = 120_000 });
        await Browser.ScreenshotAsync(page, "hour-1-imported");

        // Forty labels of one's own, without an encoder.
        await dataset.GetByRole(AriaRole.Link, new() { Name = "Start a run" }).ClickAsync();
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync(Labels.ToString(CultureInfo.InvariantCulture));
        await page.Locator("input[name=preset][value=instant]").CheckAsync();
        await page.Locator("input[name=\"oracle.kind\"][value=human]").CheckAsync();
        await Browser.ScreenshotAsync(page, "hour-2-start");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();
        await Browser.ArrivedAsync(page, "/runs/[^/]+$");
        var run = page.Url.Split('/')[^1];
        await page.GetByRole(AriaRole.Link, new() { Name = "Label now" }).ClickAsync(new() { Timeout = 240_000 });

        await LabellingPage.UntilShownAsync(page);
        var skipped = await SampleAsync(page);
        await LabellingPage.PressAsync(page, " ");
        var undone = await SampleAsync(page);
        Assert.NotEqual(skipped, undone);
        await LabellingPage.PressAsync(page, "1");
        await LabellingPage.PressAsync(page, "Backspace");
        Assert.Equal(undone, await SampleAsync(page));
        await Browser.ScreenshotAsync(page, "hour-3-label");
        var rejected = await NumberOfAsync(oracle, run, undone);
        await AnswerAsync(page, oracle, run, 0, Labels, number => number == rejected ? "-" : KeyOf(number));
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await page.Locator(".page-head .chip", new() { HasText = "completed" }).WaitForAsync(new() { Timeout = 120_000 });
        await Browser.ScreenshotAsync(page, "hour-4-forty");

        // Twenty more on the same ledger.
        await page.Locator("details.extend > summary", new() { HasText = "Extend" }).ClickAsync();
        await page.GetByLabel("New budget").FillAsync(Extended.ToString(CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Label now" }).ClickAsync(new() { Timeout = 120_000 });
        await AnswerAsync(page, oracle, run, Labels, Extended, KeyOf);
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await page.Locator(".page-head .chip", new() { HasText = "completed" }).WaitForAsync(new() { Timeout = 120_000 });
        await page.GetByText("60 of 60").WaitForAsync();
        await Browser.ScreenshotAsync(page, "hour-5-sixty");

        // Home with it: the labels given, those bought without the image that was rejected, each by its file.
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[href$='/labels.csv']").ClickAsync());
        var rows = (await File.ReadAllLinesAsync(await download.PathAsync())).Skip(1).Select(row => row.Split(',')).ToDictionary(row => Path.GetFileName(row[0]), row => row[1]);
        Assert.Equal(Given + Extended - 1, rows.Count);
        Assert.All(Enumerable.Range(0, Photographs).Where(number => rows.ContainsKey(DrawnPhotographs.FileOf(number))), number => Assert.Equal(DrawnPhotographs.ClassOf(number), rows[DrawnPhotographs.FileOf(number)]));
        Assert.All(Enumerable.Range(0, Given), number => Assert.Contains(DrawnPhotographs.FileOf(number), rows.Keys));
        Assert.DoesNotContain(DrawnPhotographs.FileOf(rejected), rows.Keys);

        // In the terminal again: photographs it has never seen.
        var unseen = Directory.CreateDirectory(Path.Combine(_folder, "unseen")).FullName;
        DrawnPhotographs.Write(unseen, Enumerable.Range(Photographs, New));
        var table = Path.Combine(_folder, "predictions.csv");
        var predicted = await EmlAsync("predict", run, unseen, "--out", table);
        Assert.True(predicted.ExitCode == 0, predicted.Errors);
        var predictions = (await File.ReadAllLinesAsync(table)).Skip(1).ToList();
        Assert.Equal(New, predictions.Count);
        var right = Enumerable.Range(Photographs, New).Count(number => predictions.Any(row => row.Contains(DrawnPhotographs.FileOf(number), StringComparison.Ordinal) && row.Contains($",{DrawnPhotographs.ClassOf(number)},", StringComparison.Ordinal)));
        Assert.True(right > New / 2, string.Join('\n', predictions));
    }

    private Task<ProgramRun> EmlAsync(params string[] arguments) =>
        ProgramRun.OfAsync("dotnet", ["exec", Repository.Cli, .. arguments], system.ClientEnvironment);

    // Classes have the keys 1, 2 and 3 in the order of their names.
    private static string KeyOf(int number) => (1 + DrawnPhotographs.Classes.ToList().IndexOf(DrawnPhotographs.ClassOf(number))).ToString(CultureInfo.InvariantCulture);

    private async Task AnswerAsync(IPage page, LabelOracleService.LabelOracleServiceClient oracle, string run, int from, int until, Func<int, string> key)
    {
        for (var answered = from; answered < until; answered++)
        {
            await LabellingPage.UntilShownAsync(page);
            var image = await LabellingPage.ImageAsync(page);
            await page.Keyboard.PressAsync(key(await NumberOfAsync(oracle, run, SampleOf(image))));
            var count = answered;
            await system.UntilAsync("the answer in the ledger", async () => (await oracle.GetBudgetAsync(new GetBudgetRequest { RunId = run })).Budget.Spent > count);
            await LabellingPage.UntilAnotherAsync(page, image);
        }
    }

    // Which photograph an image of the pool is: the pool is in no order that tells classes.
    private static async Task<int> NumberOfAsync(LabelOracleService.LabelOracleServiceClient oracle, string run, int sample)
    {
        var file = (await oracle.NameImagesAsync(new NameImagesRequest { RunId = run, SampleIds = { sample } })).Files[0];
        return int.Parse(Path.GetFileNameWithoutExtension(file)[^4..], CultureInfo.InvariantCulture);
    }

    private static async Task<int> SampleAsync(IPage page) => SampleOf(await LabellingPage.ImageAsync(page));

    private static int SampleOf(string image) => int.Parse(image.Split('?')[0].Split('/')[^1].Replace(".png", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
