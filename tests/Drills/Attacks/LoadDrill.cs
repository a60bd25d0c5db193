using System.Diagnostics;
using System.Globalization;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Oracle = EfficientMnist.Contracts.V1.LabelOracleService.LabelOracleServiceClient;
using Runs = EfficientMnist.Contracts.V1.ClassifierService.ClassifierServiceClient;

namespace Drills.Attacks;

/// <summary>Label queries on a ledger that has grown, lists of many runs, and many watchers.</summary>
internal sealed class LoadDrill : IDrill
{
    private const int Pool = 8_000; // images of glyphs
    private const int PerRequest = 400;
    private const int Fillers = 4;
    private const int Warmup = 500;
    private const double MostMilliseconds = 1;
    private const double MostOfTheStart = 1.2;
    private const double MostGrowth = 1.5;
    private const int MessageLimit = 4 << 20;
    private static readonly int[] Clients = [1, 16, 64];

    public string Name => "load";

    public string Promise => "A label query takes under 1 ms, and at most 1.2 times as long on a ledger of 1,000,000 rows; memory does not follow the purchases; a thousand runs can be listed and two hundred watch one.";

    public async Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        await LedgerAsync(settings, found, cancellationToken);
        await RunsAsync(settings, found, cancellationToken);
    }

    private static async Task LedgerAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var (one, many) = (settings.Choose(400, 4_000), settings.Choose(800, 6_400));
        var sizes = settings.IsShort ? [0, 10_000] : new[] { 0, 100_000, 1_000_000 };
        var singles = settings.Choose(2_000, 50_000);
        using var state = new StateCopy();
        await using var service = await ServiceProcess.StartAsync(ServiceNames.LabelOracle, state.Path);
        var oracle = new Oracle(service.Calls);
        await BuyAsync(oracle, "warmup", 1, 0, Warmup, cancellationToken);

        double? start = null;
        long rows = Warmup;
        var filled = 0;
        foreach (var size in sizes)
        {
            while (rows < size)
            {
                await FillAsync(oracle, $"filler-{filled++}", cancellationToken);
                rows += Pool;
            }
            foreach (var clients in Clients)
            {
                var calls = clients == 1 ? one : many;
                var clock = Stopwatch.StartNew();
                var taken = new Latencies(await BuyAsync(oracle, string.Create(CultureInfo.InvariantCulture, $"at-{size}-by-{clients}"), clients, 0, calls, cancellationToken));
                found.Note(string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} rows, {clients} {(clients == 1 ? "client" : "clients")}"), string.Create(CultureInfo.InvariantCulture, $"{calls / clock.Elapsed.TotalSeconds:#,0} labels/s, {taken}"));
                settings.Say($"{rows} rows, {clients} clients: {taken}");
                rows += calls;
            }
            if (start is null)
            {
                start = service.Megabytes();
                await BuySinglesAsync(oracle, singles, cancellationToken);
                rows += singles;
                found.Note(string.Create(CultureInfo.InvariantCulture, $"MB of the oracle, before and after {singles:#,0} purchases"), string.Create(CultureInfo.InvariantCulture, $"{start:F0}, {service.Megabytes():F0}"));
                found.Require(service.Megabytes() < MostGrowth * start, string.Create(CultureInfo.InvariantCulture, $"the oracle has grown from {start:F0} to {service.Megabytes():F0} MB in {singles} purchases"));
            }
        }
        await CompareAsync(oracle, rows, settings, found, cancellationToken);
        found.Note("MB of the oracle at the end", service.Megabytes());
        var checking = Stopwatch.StartNew();
        var verified = await oracle.VerifyLedgerAsync(new VerifyLedgerRequest(), cancellationToken: cancellationToken);
        found.Require(verified.Faults.Count == 0, "the ledger does not fit its checksums");
        found.Note("rows verified", verified.Rows);
        found.Note("seconds of that", checking.Elapsed.TotalSeconds);
    }

    /// <summary>One client at the grown ledger and at a new one in turn, so that whatever else goes on on the machine meets both.</summary>
    private static async Task CompareAsync(Oracle grown, long rows, DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var (turns, calls) = (settings.Choose(5, 15), settings.Choose(100, 400));
        using var state = new StateCopy();
        await using var service = await ServiceProcess.StartAsync(ServiceNames.LabelOracle, state.Path);
        var fresh = new Oracle(service.Calls);
        // As long at work as the other, by its compiled code.
        await BuyAsync(fresh, "warmup", 16, 0, settings.Choose(1_000, Pool), cancellationToken);
        var (ofGrown, ofFresh) = (new double[turns], new double[turns]);
        for (var turn = 0; turn < turns; turn++)
        {
            ofGrown[turn] = new Latencies(await BuyAsync(grown, "in-turn", 1, turn * calls, calls, cancellationToken)).Median;
            ofFresh[turn] = new Latencies(await BuyAsync(fresh, "in-turn", 1, turn * calls, calls, cancellationToken)).Median;
        }
        var (one, other) = (new Latencies(ofGrown).Median, new Latencies(ofFresh).Median);
        var ratio = new Latencies([.. ofGrown.Zip(ofFresh, (of, by) => of / by)]).Median;
        found.Note(string.Create(CultureInfo.InvariantCulture, $"p50 in ms on {rows:#,0} rows, and on a new ledger, in {turns} turns"), string.Create(CultureInfo.InvariantCulture, $"{one:0.00}, {other:0.00}"));
        found.Note("the one by the other, median of the turns", ratio);
        found.Require(settings.IsShort || one < MostMilliseconds, string.Create(CultureInfo.InvariantCulture, $"half of the label queries take longer than {one:0.00} ms on {rows} rows"));
        found.Require(settings.IsShort || ratio <= MostOfTheStart, string.Create(CultureInfo.InvariantCulture, $"a label query takes {ratio:0.00} times as long on {rows} rows as on none"));
    }

    private static async Task RunsAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var (runs, watchers) = (settings.Choose(100, 1_000), settings.Choose(50, 200));
        using var state = new StateCopy();
        (string, string) glyphs = ("Datasets__GlyphImages", "400");
        await using var store = await ServiceProcess.StartAsync(ServiceNames.DatasetStore, state.Path, glyphs);
        await using var oracle = await ServiceProcess.StartAsync(ServiceNames.LabelOracle, state.Path, glyphs);
        await using var service = await ServiceProcess.StartAsync(
            ServiceNames.Classifier, state.Path, Address(store), Address(oracle), ($"services__{ServiceNames.EncoderTrainer}__grpc__0", store.Address.ToString()));
        var classifier = new Runs(service.Calls);

        // Two hundred see one run from its beginning to its end.
        await classifier.StartRunAsync(Request("run-0"), cancellationToken: cancellationToken);
        var ends = await Task.WhenAll(Enumerable.Range(0, watchers).Select(_ => WatchAsync(classifier, "run-0", cancellationToken)));
        found.Require(Array.TrueForAll(ends, end => end.State == RunState.Completed), $"{ends.Count(end => end.State != RunState.Completed)} of {watchers} watchers have not seen the end");
        found.Note("watchers of a run", watchers);
        found.Note("seconds from the first who saw its end to the last", Stopwatch.GetElapsedTime(ends.Min(end => end.At), ends.Max(end => end.At)).TotalSeconds);
        var alone = await ListAsync(classifier, cancellationToken);

        await service.KillAsync();
        Copy(Path.Combine(state.Path, "runs"), runs);
        var clock = Stopwatch.StartNew();
        await service.StartAsync();
        found.Note(string.Create(CultureInfo.InvariantCulture, $"seconds to start with {runs:#,0} runs"), clock.Elapsed.TotalSeconds);
        await ListAsync(classifier, cancellationToken);
        var all = await ListAsync(classifier, cancellationToken);
        found.Require(all.Runs == runs, $"{all.Runs} of {runs} runs are listed");
        found.Require(all.LargestPage < MessageLimit, $"a page of runs has {all.LargestPage} bytes");
        found.Note(string.Create(CultureInfo.InvariantCulture, $"ms to list 1 run, and {runs:#,0}"), string.Create(CultureInfo.InvariantCulture, $"{alone.Milliseconds:F1}, {all.Milliseconds:F0}"));
        found.Note("pages, and kB of the largest", string.Create(CultureInfo.InvariantCulture, $"{all.Pages}, {all.LargestPage / 1e3:F0}"));
        found.Note(string.Create(CultureInfo.InvariantCulture, $"MB of the classifier with {runs:#,0} runs"), service.Megabytes());
    }

    private static (string, string) Address(ServiceProcess service) => ($"services__{service.Name}__grpc__0", service.Address.ToString());

    private static StartRunRequest Request(string id) => new()
    {
        RunId = id,
        Options = { ["preset"] = "instant", ["dataset"] = "glyphs", ["labels"] = "100", ["cold_start.size"] = "20", ["round.size"] = "10", ["views"] = "histograms", ["strategy"] = "margin" },
    };

    // One label a call; the milliseconds of each.
    private static async Task<IReadOnlyList<double>> BuyAsync(Oracle oracle, string run, int clients, int first, int calls, CancellationToken cancellationToken)
    {
        await oracle.OpenRunAsync(new OpenRunRequest { RunId = run, Dataset = "glyphs", Budget = Pool }, cancellationToken: cancellationToken);
        var taken = new double[calls];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < calls; i = Interlocked.Increment(ref next))
            {
                var before = Stopwatch.GetTimestamp();
                await oracle.QueryLabelsAsync(Query(run, [first + i]), cancellationToken: cancellationToken);
                taken[i] = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
            }
        }, cancellationToken)));
        return taken;
    }

    private static async Task BuySinglesAsync(Oracle oracle, int purchases, CancellationToken cancellationToken)
    {
        for (var (run, left) = (0, purchases); left > 0; run++, left -= Pool)
            await BuyAsync(oracle, string.Create(CultureInfo.InvariantCulture, $"single-{run}"), 16, 0, Math.Min(left, Pool), cancellationToken);
    }

    private static async Task FillAsync(Oracle oracle, string run, CancellationToken cancellationToken)
    {
        await oracle.OpenRunAsync(new OpenRunRequest { RunId = run, Dataset = "glyphs", Budget = Pool }, cancellationToken: cancellationToken);
        await Parallel.ForEachAsync(Enumerable.Range(0, Pool).Chunk(PerRequest), new ParallelOptions { MaxDegreeOfParallelism = Fillers, CancellationToken = cancellationToken }, async (samples, token) =>
            await oracle.QueryLabelsAsync(Query(run, samples), cancellationToken: token));
    }

    private static QueryLabelsRequest Query(string run, int[] samples) => new()
    {
        RunId = run,
        RequestId = samples[0].ToString(CultureInfo.InvariantCulture),
        Purpose = QueryPurpose.Acquire,
        Strategy = "margin",
        Round = 1,
        Queries = { samples.Select((sample, i) => new LabelQuery { SampleId = sample, Score = 0.5, Rank = i + 1 }) },
    };

    private static async Task<(RunState State, long At)> WatchAsync(Runs classifier, string run, CancellationToken cancellationToken)
    {
        var state = RunState.Unspecified;
        using var watch = classifier.WatchRun(new WatchRunRequest { RunId = run }, cancellationToken: cancellationToken);
        await foreach (var update in watch.ResponseStream.ReadAllAsync(cancellationToken))
            state = update.Run.State;
        return (state, Stopwatch.GetTimestamp());
    }

    private static async Task<(int Runs, int Pages, int LargestPage, double Milliseconds)> ListAsync(Runs classifier, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var (ids, pages, largest, token) = (new HashSet<string>(StringComparer.Ordinal), 0, 0, "");
        do
        {
            var page = await classifier.ListRunsAsync(new ListRunsRequest { PageToken = token }, cancellationToken: cancellationToken);
            ids.UnionWith(page.Runs.Select(run => run.RunId));
            (pages, largest, token) = (pages + 1, Math.Max(largest, page.CalculateSize()), page.NextPageToken);
        }
        while (token.Length > 0);
        return (ids.Count, pages, largest, clock.Elapsed.TotalMilliseconds);
    }

    // Runs like the one that is there, under other names.
    private static void Copy(string folder, int runs)
    {
        var source = Path.Combine(folder, "run-0");
        for (var i = 1; i < runs; i++)
        {
            var (name, target) = (string.Create(CultureInfo.InvariantCulture, $"run-{i}"), Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"run-{i}")));
            Directory.CreateDirectory(target);
            foreach (var file in Directory.EnumerateFiles(source))
            {
                if (Path.GetFileName(file) == "options.json")
                    File.WriteAllText(Path.Combine(target, "options.json"), File.ReadAllText(file).Replace("\"run-0\"", $"\"{name}\"", StringComparison.Ordinal));
                else
                    File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }
    }
}
