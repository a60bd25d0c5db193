using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestBrowser;
using Microsoft.Playwright;

namespace Benchmarks.Pages;

/// <summary>
/// Seconds until a page has settled in a browser, with a pool of 60,000 images, while the default encoder trains: its medians of
/// five turns after one that is told apart, in which what can be kept is made, and of the first contentful paint in seconds; beside
/// them, of the last turn, what the page weighs with all it loads, compressed as it is sent, and how much of it has moved by itself.
/// </summary>
internal sealed class PagesBenchmark : IBenchmark
{
    private const int Turns = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private const int Answers = 20;
    private const string Run = "watched";
    private const string Asking = "asking";

    // What the views are made of takes minutes for patches, and no page shows them.
    private static readonly Dictionary<string, string> Options = new()
    {
        ["dataset"] = "fashion-mnist",
        ["preset"] = "quick",
        ["encoder.kind"] = "pca",
        ["views"] = "histograms+latents",
        ["labels"] = "100",
    };

    private static readonly string[] Paths =
    [
        "/", "/runs", "/datasets", "/start", $"/runs/{Run}", $"/runs/{Asking}/next", $"/runs/{Asking}/next?strategy=entropy", $"/runs/{Asking}/label", $"/runs/{Run}/ledger", $"/runs/{Run}/errors", $"/runs/{Run}/errors?truth=6&predicted=0",
        $"/runs/{Run}/latent?method=pca", $"/runs/{Run}/images/7",
    ];

    public string Name => "pages";

    public string Title => $"seconds until a page has settled, 60,000 images, while the default encoder trains; medians of {Turns}";

    public async IAsyncEnumerable<string> RunAsync()
    {
        await using var system = new SystemProcess();
        await system.Announced;
        await system.RunAsync(Options, Run);
        await AskAsync(system);
        var training = (await system.Trainer.StartTrainingAsync(new StartTrainingRequest { Dataset = "fashion-mnist", Kind = "contrastive", Seed = 1 })).Training.TrainingId;
        using (var watch = system.Trainer.WatchTraining(new WatchTrainingRequest { TrainingId = training }))
        {
            while (await watch.ResponseStream.MoveNext(CancellationToken.None) && watch.ResponseStream.Current.Training.Progress?.Step is null or 0)
            {
            }
        }
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemProcess.WebToken}");
        yield return $"{"",-40} {"first",8} {"then",8} {"at most",8} {"paint",8} {"MB",8} {"shift",8}";
        foreach (var path in Paths)
        {
            var first = await SettleAsync(page, system.WebAddress + path);
            List<double> then = [];
            List<double> paints = [];
            for (var turn = 0; turn < Turns; turn++)
            {
                then.Add(await SettleAsync(page, system.WebAddress + path));
                paints.Add(await page.EvaluateAsync<double>("() => (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN) / 1000"));
            }
            var megabytes = await MegabytesAsync(page);
            var shift = await LayoutShift.OfAsync(page);
            yield return string.Create(CultureInfo.InvariantCulture, $"{path,-40} {first,8:0.00} {Medians.Of(then),8:0.00} {then.Max(),8:0.00} {Medians.Of(paints),8:0.00} {megabytes,8:0.00} {shift,8:0.000}");
        }
        await system.Trainer.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training });
    }

    // A run that has learned from its cold start and waits for the answers of its next batch.
    private static async Task AskAsync(SystemProcess system)
    {
        var request = new StartRunRequest { RunId = Asking, Options = { Options } };
        (request.Options["oracle.kind"], request.Options["cold_start.size"]) = ("human", $"{Answers}");
        await system.Classifier.StartRunAsync(request);
        using (var watch = system.Classifier.WatchRun(new WatchRunRequest { RunId = Asking }))
        {
            while (await watch.ResponseStream.MoveNext(CancellationToken.None) && watch.ResponseStream.Current.Run.Phase != RunPhase.Labelling)
            {
            }
        }
        for (var answered = 0; answered <= Answers;)
        {
            var asked = (await system.Oracle.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = Asking, Annotator = "benchmark" })).Question;
            if (asked is null)
            {
                await Task.Delay(Pause);
                continue;
            }
            if (answered++ < Answers)
                await system.Oracle.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = Asking, SampleId = asked.SampleId, Label = answered % 10, Annotator = "benchmark" });
        }
    }

    // What a browser keeps is counted as well: it had to be loaded once.
    private static Task<double> MegabytesAsync(IPage page) => page.EvaluateAsync<double>(
        """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((sum, entry) => sum + entry.encodedBodySize, 0) / 1e6""");

    private static async Task<double> SettleAsync(IPage page, string address)
    {
        var clock = Stopwatch.StartNew();
        await page.GotoAsync(address);
        await Browser.SettledAsync(page);
        return clock.Elapsed.TotalSeconds;
    }
}
