using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Drills.Systems;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestSupport;
using Grpc.Core;

namespace Drills.Attacks;

/// <summary>Workers of a cluster killed, frozen or cut off for a while, at random moments of their runs: the runs go on elsewhere, and end as they would have.</summary>
internal sealed class ClusterDrill : IDrill
{
    private const int RunsAtOnce = 3;
    private const int Labels = 60;
    private static readonly TimeSpan RunPatience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(30);

    public string Name => "cluster";

    public string Promise => "Whichever worker dies or is cut off, whenever: its runs go on elsewhere within 30 s, no label is bought twice, and no run is executed by two at once with effect.";

    public async Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        if (PostgresServer.WhyAbsent is { } absent)
        {
            found.Skip(absent);
            return;
        }
        var (faults, random) = (settings.Choose(3, 40), new Random(settings.Seed));
        await using var system = await ClusterSystem.StartAsync();
        List<Task> running = [];
        List<string> runs = [];
        List<TimeSpan> returns = [];
        var kinds = Enum.GetValues<Fault>().ToDictionary(fault => fault, _ => 0);
        for (var done = 0; done < faults;)
        {
            foreach (var run in running.Where(run => run.IsCompleted).ToList())
            {
                await run;
                running.Remove(run);
            }
            while (running.Count < RunsAtOnce)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"disturbed-{runs.Count + 1}");
                runs.Add(id);
                await CallAsync(system, random.Next(ClusterSystem.Workers), classifier => classifier.StartRunAsync(Request(id), deadline: DateTime.UtcNow + CallPatience, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
                running.Add(EndOfAsync(system, id, cancellationToken));
            }
            await Task.Delay(random.Next(500, 8_000), cancellationToken);
            var victim = random.Next(ClusterSystem.Workers);
            var fault = settings.IsShort ? (Fault)(done % kinds.Count) : (Fault)random.Next(kinds.Count);
            var lost = (await system.PlacesAsync(cancellationToken)).Where(place => place.Value.Worker == victim && IsActive(place.Value.Run)).Select(place => place.Key).ToList();
            kinds[fault]++;
            var clock = Stopwatch.StartNew();
            var lasting = TimeSpan.FromSeconds(random.Next(5, settings.IsShort ? 10 : 60));
            await StrikeAsync(system, fault, victim);
            if (fault == Fault.Cut)
            {
                await Task.Delay(lasting, cancellationToken);
                system.Mend(victim);
            }
            else
            {
                foreach (var id in lost)
                    returns.Add(await GoesOnAsync(system, id, victim, clock, cancellationToken));
            }
            if (fault == Fault.Frozen)
            {
                if (lasting > clock.Elapsed)
                    await Task.Delay(lasting - clock.Elapsed, cancellationToken);
                await system.ThawAsync(victim);
            }
            await EndsOrServesAsync(system, victim, cancellationToken);
            var ended = system.HasEnded(victim);
            await system.StartWorkerAsync(victim);
            settings.Say(string.Create(
                CultureInfo.InvariantCulture, $"{++done} of {faults} faults: worker {victim} {fault}, {(fault == Fault.Killed ? "" : $"for {lasting.TotalSeconds:0} s, ")}{(ended ? "started again" : "goes on itself")}; it had {lost.Count} runs"));
        }
        await Task.WhenAll(running);
        await CallAsync(system, 0, classifier => classifier.StartRunAsync(Request("undisturbed"), cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
        await EndOfAsync(system, "undisturbed", cancellationToken);
        await CheckAsync(system, runs, found, cancellationToken);

        found.Note("workers killed", kinds[Fault.Killed]);
        found.Note("workers frozen", kinds[Fault.Frozen]);
        found.Note("workers cut off from the databases and the other services", kinds[Fault.Cut]);
        found.Note("runs", runs.Count);
        found.Note("runs whose worker was killed or frozen", returns.Count);
        if (returns.Count > 0)
        {
            found.Note("seconds until such a run went on elsewhere, mean", returns.Average(time => time.TotalSeconds));
            found.Note("at most", returns.Max(time => time.TotalSeconds));
        }
        // A machine that is busy with tests keeps no time.
        if (!settings.IsShort)
            found.Require(returns.TrueForAll(time => time <= Promised), $"a run went on only after {returns.Max(time => time.TotalSeconds):F0} s");
    }

    private enum Fault
    {
        Killed,
        Frozen,
        Cut,
    }

    private static async Task StrikeAsync(ClusterSystem system, Fault fault, int victim)
    {
        switch (fault)
        {
            case Fault.Killed:
                await system.KillAsync(victim);
                break;
            case Fault.Frozen:
                await system.FreezeAsync(victim);
                break;
            default:
                system.Cut(victim);
                break;
        }
    }

    private static StartRunRequest Request(string id) => new()
    {
        RunId = id,
        Options =
        {
            ["preset"] = "quick", ["dataset"] = "glyphs", ["labels"] = Labels.ToString(CultureInfo.InvariantCulture), ["cold_start.size"] = "20", ["round.size"] = "5",
            ["encoder.kind"] = "ae", ["encoder.width"] = "4", ["encoder.epochs"] = "1",
        },
    };

    private static bool IsActive(Run run) => run.State is RunState.Queued or RunState.Running;

    /// <summary>How long it takes until another worker tells of the run, or the run has ended.</summary>
    private static async Task<TimeSpan> GoesOnAsync(ClusterSystem system, string id, int victim, Stopwatch clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (worker, run) = (await system.PlacesAsync(cancellationToken))[id];
            if (worker != victim || !IsActive(run))
                return clock.Elapsed;
            if (clock.Elapsed > RunPatience)
                throw new TimeoutException($"Run {id} stays at worker {victim}, which is gone.");
            await Task.Delay(100, cancellationToken);
        }
    }

    // One that was given up ends; one that was not goes on.
    private static async Task EndsOrServesAsync(ClusterSystem system, int worker, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (!system.HasEnded(worker) && clock.Elapsed < TimeSpan.FromSeconds(10))
            await Task.Delay(200, cancellationToken);
    }

    private static async Task EndOfAsync(ClusterSystem system, string id, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (var turn = 0; ; turn++)
        {
            var run = (await CallAsync(system, turn, classifier => classifier.GetRunAsync(new GetRunRequest { RunId = id }, deadline: DateTime.UtcNow + CallPatience, cancellationToken: cancellationToken).ResponseAsync, cancellationToken)).Run;
            if (!IsActive(run))
                return;
            if (clock.Elapsed > RunPatience)
                throw new TimeoutException($"Run {id} is {run.State} after {RunPatience.TotalMinutes:0} minutes.");
            await Task.Delay(500, cancellationToken);
        }
    }

    /// <summary>Asks one worker after the other until one answers, as any may.</summary>
    private static async Task<T> CallAsync<T>(ClusterSystem system, int first, Func<ClassifierService.ClassifierServiceClient, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var turn = first; ; turn++)
        {
            try
            {
                return await call(system.Classifiers[turn % ClusterSystem.Workers]);
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal or StatusCode.DeadlineExceeded && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }

    private static async Task CheckAsync(ClusterSystem system, List<string> runs, Findings found, CancellationToken cancellationToken)
    {
        var expected = await LedgerAsync(system, "undisturbed", cancellationToken);
        var (activations, entries) = (0L, 0);
        foreach (var id in runs)
        {
            var run = (await CallAsync(system, 0, classifier => classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken).ResponseAsync, cancellationToken)).Run;
            found.Require(run.State == RunState.Completed, $"{id} ended {run.State}: {run.Error}");
            found.Require((await LedgerAsync(system, id, cancellationToken)).SequenceEqual(expected), $"{id} has bought something else");
            var journal = await system.JournalAsync(id, cancellationToken);
            found.Require(journal.Zip(journal.Skip(1)).All(pair => pair.First.Epoch <= pair.Second.Epoch), $"the journal of {id} was written by an earlier activation after a later one");
            var bought = journal.SelectMany(entry => BoughtBy(entry.Entry)).ToList();
            found.Require(bought.Count == bought.Distinct().Count(), $"the journal of {id} has a label twice");
            found.Require(bought.Count == Labels, $"the journal of {id} has {bought.Count} labels of {Labels}");
            (activations, entries) = (activations + journal[^1].Epoch, entries + journal.Count);
        }
        var verified = await system.Oracle.VerifyLedgerAsync(new VerifyLedgerRequest(), cancellationToken: cancellationToken);
        foreach (var fault in verified.Faults)
            found.Break($"run {fault.RunId}, row {fault.EntryId}: {fault.What}");
        found.Note("activations of them", activations);
        found.Note("entries of their journals, none by an earlier activation after a later one", entries);
        found.Note("rows of the ledger verified", verified.Rows);
    }

    // What the journal says was bought: its entries of a batch and of labels for validation.
    private static IEnumerable<int> BoughtBy(string entry)
    {
        using var json = JsonDocument.Parse(entry);
        return json.RootElement.GetProperty("event").GetString() is "bought" or "validation_bought"
            ? [.. json.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetProperty("id").GetInt32())]
            : [];
    }

    private static async Task<List<(int Sample, int Label, QueryPurpose Purpose, bool Charged)>> LedgerAsync(ClusterSystem system, string id, CancellationToken cancellationToken)
    {
        List<(int, int, QueryPurpose, bool)> rows = [];
        using var ledger = system.Oracle.StreamLedger(new StreamLedgerRequest { RunId = id }, cancellationToken: cancellationToken);
        await foreach (var page in ledger.ResponseStream.ReadAllAsync(cancellationToken))
            rows.AddRange(page.Entries.Select(entry => (entry.SampleId, entry.Label, entry.Purpose, entry.Charged)));
        return rows;
    }
}
