using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestBrowser;
using Grpc.Core;

namespace Benchmarks.Scale;

/// <summary>
/// What grows with the pool: glyphs, imported from files, seen through an encoder trained for an epoch, histograms and patches, and
/// learned from with 120 labels. Seconds of each part, microseconds of it for an image of the pool, and what the processes
/// occupied at most; the latent view in a browser, with its frames a second while somebody zooms.
/// </summary>
internal sealed class ScaleBenchmark(IReadOnlyList<string> only) : IBenchmark
{
    private const string Run = "scale";
    private const int Batch = 20;
    private const int Labels = 120;
    private static readonly int[] Sizes = [60_000, 250_000, 1_000_000];

    private static readonly Dictionary<string, string> Options = new()
    {
        ["dataset"] = Run,
        ["preset"] = "quick",
        ["encoder.epochs"] = "1",
        ["labels"] = $"{Labels}",
        ["cold_start.size"] = $"{Batch}",
        ["round.size"] = $"{Batch}",
    };

    public string Name => "scale";

    public string Title => $"glyphs, {string.Join(", ", Sizes.Select(size => size.ToString("N0", CultureInfo.InvariantCulture)))} of them: seconds, microseconds for an image, gigabytes";

    public async IAsyncEnumerable<string> RunAsync()
    {
        foreach (var size in Sizes.Where(size => only.Count == 0 || only.Contains(size.ToString(CultureInfo.InvariantCulture))))
        {
            // A system for each size, since a process keeps its peak.
            await using var system = new SystemProcess();
            await system.Announced;
            yield return size.ToString("N0", CultureInfo.InvariantCulture);
            await foreach (var (part, seconds) in MeasureAsync(system, size))
                yield return string.Create(CultureInfo.InvariantCulture, $"  {part,-40} {seconds,9:0.00} s {1e6 * seconds / size,9:0.0} µs");
            var frames = await FramesAsync(system);
            yield return string.Create(CultureInfo.InvariantCulture, $"  {"latent view, frames a second",-40} {frames,9:0}");
            var memory = system.Memory();
            yield return "  at most " + string.Join(", ", memory.OrderBy(process => process.Key, StringComparer.Ordinal).Select(process => Gigabytes(process.Key, process.Value.Peak)))
                + $"; {Gigabytes("together", memory.Sum(process => process.Value.Peak))} GB";
        }

        static string Gigabytes(string name, double megabytes) => string.Create(CultureInfo.InvariantCulture, $"{name} {megabytes / 1024:0.00}");
    }

    private static async IAsyncEnumerable<(string Part, double Seconds)> MeasureAsync(SystemProcess system, int size)
    {
        var folder = Directory.CreateDirectory(Path.Combine(system.Folder, "glyphs")).FullName;
        await GlyphFiles.WriteAsync(folder, size);
        yield return ("import", await SecondsAsync(() => ImportAsync(system, folder)));
        var times = await RunTimes.OfAsync(system, Options, Run);
        yield return ("encoder, an epoch", times.Training);
        yield return ("encoding", times.Encoding);
        yield return ("views, and which are alike", times.Views);
        yield return ("cold start", times.ColdStart);
        yield return ($"a round, median of {times.Rounds.Count}", Medians.Of([.. times.Rounds]));
        yield return ("last purchase, prediction of the pool", times.Prediction);
        yield return ("predictions over gRPC", await SecondsAsync(() => ReadAsync(system)));
        yield return ("latent view, PCA", await SecondsAsync(() => DrawAsync(system)));
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task ImportAsync(SystemProcess system, string folder)
    {
        using var import = system.Datasets.ImportFolder(new ImportFolderRequest { Folder = folder, Options = new ImportOptions { Name = Run } }, SystemProcess.Patient);
        await foreach (var _ in import.ResponseStream.ReadAllAsync())
        {
        }
    }

    private static async Task ReadAsync(SystemProcess system)
    {
        using var pool = system.Classifier.StreamPoolState(new StreamPoolStateRequest { RunId = Run });
        await foreach (var _ in pool.ResponseStream.ReadAllAsync())
        {
        }
    }

    private static async Task DrawAsync(SystemProcess system)
    {
        using var picture = system.Classifier.GetProjection(new GetProjectionRequest { RunId = Run, Method = ProjectionMethod.Pca });
        await foreach (var _ in picture.ResponseStream.ReadAllAsync())
        {
        }
    }

    private static async Task<double> FramesAsync(SystemProcess system)
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemProcess.WebToken}");
        await page.GotoAsync($"{system.WebAddress}/runs/{Run}/latent?method=pca");
        await Browser.SettledAsync(page);
        return await page.EvaluateAsync<double>(
            """
            async () => {
              const stage = document.querySelector('[data-part="stage"]'), box = stage.getBoundingClientRect(), began = performance.now(), lasts = 5000;
              let frames = 0;
              while (performance.now() - began < lasts) {
                stage.dispatchEvent(new WheelEvent("wheel", { deltaY: frames % 60 < 30 ? -20 : 20, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, cancelable: true }));
                await new Promise(requestAnimationFrame);
                frames++;
              }
              return 1000 * frames / (performance.now() - began);
            }
            """);
    }
}
