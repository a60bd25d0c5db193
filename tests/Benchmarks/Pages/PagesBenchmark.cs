using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestBrowser;
using Microsoft.Playwright;

namespace Benchmarks.Pages;

/// <summary>
/// Seconds until a page has settled in a browser, with a pool of 60,000 images, while the default encoder trains: its medians of
/// five turns after one that is told apart, in which what can be kept is made.
/// </summary>
internal sealed class PagesBenchmark : IBenchmark
{
    private const int Turns = 5;
    private const string Run = "watched";

    private static readonly string[] Paths =
    [
        "/", "/runs", "/datasets", "/start", $"/runs/{Run}", $"/runs/{Run}/next", $"/runs/{Run}/ledger", $"/runs/{Run}/errors", $"/runs/{Run}/errors?truth=6&predicted=0",
        $"/runs/{Run}/latent?method=pca", $"/runs/{Run}/images/7",
    ];

    public string Name => "pages";

    public string Title => $"seconds until a page has settled, 60,000 images, while the default encoder trains; medians of {Turns}";

    public async IAsyncEnumerable<string> RunAsync()
    {
        await using var system = new SystemProcess();
        await system.Announced;
        await system.RunAsync(new Dictionary<string, string> { ["dataset"] = "fashion-mnist", ["preset"] = "instant", ["labels"] = "100" }, Run);
        var training = (await system.Trainer.StartTrainingAsync(new StartTrainingRequest { Dataset = "fashion-mnist", Kind = "contrastive", Seed = 1 })).Training.TrainingId;
        using (var watch = system.Trainer.WatchTraining(new WatchTrainingRequest { TrainingId = training }))
        {
            while (await watch.ResponseStream.MoveNext(CancellationToken.None) && watch.ResponseStream.Current.Training.Progress?.Step is null or 0)
            {
            }
        }
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemProcess.WebToken}");
        yield return $"{"",-40} {"first",8} {"then",8} {"at most",8}";
        foreach (var path in Paths)
        {
            var first = await SettleAsync(page, system.WebAddress + path);
            List<double> then = [];
            for (var turn = 0; turn < Turns; turn++)
                then.Add(await SettleAsync(page, system.WebAddress + path));
            yield return string.Create(CultureInfo.InvariantCulture, $"{path,-40} {first,8:0.00} {Medians.Of(then),8:0.00} {then.Max(),8:0.00}");
        }
        await system.Trainer.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training });
    }

    private static async Task<double> SettleAsync(IPage page, string address)
    {
        var clock = Stopwatch.StartNew();
        await page.GotoAsync(address);
        await Browser.SettledAsync(page);
        return clock.Elapsed.TotalSeconds;
    }
}
