using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;

namespace Drills.Attacks;

/// <summary>Random requests of somebody who is logged in, on every address of the web page.</summary>
internal static partial class WebRequests
{
    private const int AtOnce = 4;
    private const string Token = "token-of-the-drill";
    private const int ShownFailures = 5;
    private const int LongestShown = 200; // characters

    // Of a machine that may be busy with other things; a page that hangs takes longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    // {} stands for a word.
    private static readonly string[] Addresses =
    [
        "/", "/login", "/runs", "/runs/{}", "/runs/{}/errors", "/runs/{}/errors/cell", "/runs/{}/errors/suspects", "/runs/{}/errors/uncertain", "/runs/{}/images", "/runs/{}/images/{}", "/runs/{}/images/{}/view",
        "/runs/{}/images/{}/prediction", "/runs/{}/images/{}/neighbours", "/runs/{}/images/{}/correct", "/runs/{}/label", "/runs/{}/label/claim", "/runs/{}/label/answer", "/runs/{}/label/reject", "/runs/{}/label/skip",
        "/runs/{}/label/undo", "/runs/{}/label/correct", "/runs/{}/label/answers", "/runs/{}/label/guess", "/runs/{}/label/similar", "/runs/{}/label/invite", "/runs/{}/label/queue", "/runs/{}/latent",
        "/runs/{}/latent/points", "/runs/{}/latent/pool", "/runs/{}/latent/reconstructions", "/runs/{}/latent/samples", "/runs/{}/latent/interpolation", "/runs/{}/latent/curves", "/runs/{}/latent/pictures/samples",
        "/runs/{}/latent/pictures/curves", "/runs/{}/latent/pictures/interpolation", "/runs/{}/latent/pictures/reconstructions", "/runs/{}/ledger", "/runs/{}/ledger.csv", "/runs/{}/ledger.jsonl", "/runs/{}/labels.csv",
        "/runs/{}/predictions.csv", "/runs/{}/everything.zip", "/runs/{}/model.safetensors", "/runs/{}/next", "/runs/{}/next/batch", "/runs/{}/bought", "/runs/{}/stop", "/runs/{}/resume", "/runs/{}/relearn", "/runs/{}/extend",
        "/runs/{}/archive", "/runs/{}/unarchive", "/runs/{}/describe", "/compare", "/start", "/start/check", "/preview", "/preview/batch", "/datasets", "/datasets/upload", "/datasets/import", "/datasets/{}/card", "/datasets/{}/row", "/datasets/{}/delete",
        "/images/{}/train/{}.png", "/images/{}/test/{}/original", "/images/{}/train/sheet.png", "/error", "/not-found", "/{}", "/{}/{}",
    ];

    private static readonly string[] Names =
    [
        "name", "size", "channels", "folder", "merge", "sample", "label", "reason", "labels", "run", "runs", "search", "sort", "page", "strategy", "dataset", "option", "value", "preset", "method", "ids", "tile", "columns", "scale",
        "seed", "steps", "from", "to", "actual", "predicted", "skip", "count", "returnUrl", "t", "invitation", "neighbours", "distance", "purpose", "back",
    ];

    private static readonly string[] Words =
    [
        KnownValues.Done, KnownValues.Asking, "r", "glyphs", "", " ", "0", "1", "-1", "7", "99999999999", "1e400", "NaN", "true", "..", "%2e%2e", "a/b", "<script>alert(1)</script>", "\"><img src=x>", "'", "\0", "\u202e", "🙂", "margin", "umap", "train", new string('x', 300), new string('é', 3_000),
    ];

    /// <summary>Starts the page beside the services, and asks it.</summary>
    public static async Task RunAsync(string state, (string, string)[] services, DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        await using var page = await ServiceProcess.StartAsync(ServiceNames.Web, state, [.. services, ("Web__Token", Token)]);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        using var http = new HttpClient(handler) { BaseAddress = page.PageAddress, Timeout = Patience };
        using (await http.GetAsync(new Uri($"/login?t={Token}", UriKind.Relative), cancellationToken))
        {
            // The cookie is in the handler now.
        }
        var antiforgery = AntiforgeryToken().Match(await http.GetStringAsync(new Uri("/start", UriKind.Relative), cancellationToken)).Groups[1].Value;

        var before = page.Megabytes();
        var requests = (settings.Requests ?? 100_000) / 10;
        var codes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var slow = 0;
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var random = new Random(unchecked((settings.Seed * 1_000_003) + i));
            using var request = Request(page.PageAddress.GetLeftPart(UriPartial.Authority), Addresses[i % Addresses.Length], antiforgery, random);
            var what = $"{request.Method} {request.RequestUri!.PathAndQuery}";
            what = $"request {i}, {(what.Length > LongestShown ? what[..LongestShown] : what)}";
            var clock = Stopwatch.StartNew();
            try
            {
                using var response = await http.SendAsync(request, token);
                var code = (int)response.StatusCode;
                codes.AddOrUpdate(code.ToString(CultureInfo.InvariantCulture), 1, (_, count) => count + 1);
                found.Require(code != 500, $"{what}: 500");
            }
            catch (TaskCanceledException) when (!token.IsCancellationRequested)
            {
                found.Break($"{what}: not answered within {Patience.TotalSeconds:0} s");
            }
            catch (HttpRequestException error)
            {
                // An answer that has begun and breaks off, or a page that has ended.
                found.Break($"{what}: {error.HttpRequestError}");
            }
            if (clock.Elapsed > Slow)
                Interlocked.Increment(ref slow);
        });
        found.Require(!page.HasEnded && await page.ServesAsync(), $"the web page does not serve any more: {page.LastWords}");
        foreach (var failure in page.Failures.Take(ShownFailures))
            found.Break($"the web page has logged a failure: {failure}");
        found.Note("requests to the web page", requests);
        found.Note($"answered after more than {Slow.TotalSeconds:0} s", slow);
        foreach (var (code, count) in codes.OrderByDescending(code => code.Value))
            found.Note($"answered {code}", count);
        found.Note("MB of the web page, before and after", string.Create(CultureInfo.InvariantCulture, $"{before:F0}, {page.Megabytes():F0}"));
    }

    private static HttpRequestMessage Request(string page, string address, string antiforgery, Random random)
    {
        while (address.IndexOf("{}", StringComparison.Ordinal) is >= 0 and var at)
            address = address[..at] + Uri.EscapeDataString(random.Next(2) == 0 && address.StartsWith("/runs/{}", StringComparison.Ordinal) ? KnownRun(random) : Word(random)) + address[(at + 2)..];
        var query = string.Join('&', Pairs(random).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var request = new HttpRequestMessage(random.Next(3) == 0 ? HttpMethod.Post : HttpMethod.Get, new Uri(query.Length > 0 ? $"{page}{address}?{query}" : page + address));
        request.Headers.Add("X-Annotator", "ann");
        if (random.Next(4) > 0)
            request.Headers.Add("RequestVerificationToken", antiforgery);
        if (request.Method == HttpMethod.Post)
            request.Content = random.Next(4) > 0 ? new FormUrlEncodedContent(Pairs(random)) : new StringContent(Word(random));
        return request;
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(Random random) =>
        [.. Enumerable.Range(0, random.Next(5)).Select(_ => KeyValuePair.Create(Names[random.Next(Names.Length)], Word(random)))];

    private static string KnownRun(Random random) => random.Next(2) == 0 ? KnownValues.Done : KnownValues.Asking;

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
