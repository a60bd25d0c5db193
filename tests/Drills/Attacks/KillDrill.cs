using System.Diagnostics;
using System.Globalization;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace Drills.Attacks;

/// <summary>Services, Redis among them, killed at random moments of runs: the system is back by itself, and the runs end as they would have.</summary>
internal sealed class KillDrill : IDrill
{
    // The AppHost leaves alone what has ended five times within a minute.
    private const int MostPerMinute = 3;
    private static readonly string[] Victims = [.. ServiceNames.Grpc, WholeSystem.Redis];
    private static readonly TimeSpan RunPatience = TimeSpan.FromMinutes(10);

    public string Name => "kill";

    public string Promise => "Whatever is killed, whenever: it is back by itself, and every run ends with the ledger and the accuracy of one that was left alone.";

    public async Task<Findings> RunAsync(DrillSettings settings, CancellationToken cancellationToken)
    {
        var kills = settings.Choose(4, 100);
        var found = new Findings();
        var random = new Random(settings.Seed);
        await using var system = await WholeSystem.StartAsync(cancellationToken);
        var classifier = new ClassifierService.ClassifierServiceClient(system.Calls(ServiceNames.Classifier));
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Calls(ServiceNames.LabelOracle));

        await classifier.StartRunAsync(Request("undisturbed"), cancellationToken: cancellationToken);
        var undisturbed = await EndOfAsync(classifier, "undisturbed", cancellationToken);
        if (undisturbed.State != RunState.Completed)
            throw new InvalidOperationException($"The undisturbed run ended {undisturbed.State}: {undisturbed.Error}");
        var ledger = await LedgerAsync(oracle, "undisturbed", cancellationToken);

        var (done, runs, killed, away) = (0, 0, new Dictionary<string, int>(), TimeSpan.Zero);
        var recent = new Queue<(string Victim, long When)>();
        while (done < kills)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"disturbed-{++runs}");
            await UntilAsync(() => classifier.StartRunAsync(Request(id), cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
            var end = Task.Run(() => EndOfAsync(classifier, id, cancellationToken), cancellationToken);
            while (!end.IsCompleted && done < kills)
            {
                await Task.WhenAny(end, Task.Delay(random.Next(100, 6_000), cancellationToken));
                while (recent.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.When) > TimeSpan.FromMinutes(1))
                    recent.Dequeue();
                var allowed = Victims.Where(victim => recent.Count(kill => kill.Victim == victim) < MostPerMinute).ToArray();
                if (allowed.Length == 0)
                    continue;
                var victim = allowed[random.Next(allowed.Length)];
                if (!system.Kill(victim))
                    continue;
                recent.Enqueue((victim, Stopwatch.GetTimestamp()));
                killed[victim] = killed.GetValueOrDefault(victim) + 1;
                done++;
                var clock = Stopwatch.StartNew();
                await system.WaitUntilItServesAsync(cancellationToken);
                away += clock.Elapsed;
                settings.Say($"{done} of {kills} kills: {victim}, back after {clock.Elapsed.TotalSeconds:F1} s");
            }
            var disturbed = await end;
            found.Require(disturbed.State == RunState.Completed, $"{id} ended {disturbed.State}: {disturbed.Error}");
            if (disturbed.State != RunState.Completed)
                continue;
            found.Require((await LedgerAsync(oracle, id, cancellationToken)).SequenceEqual(ledger), $"{id} has bought something else");
            found.Require(disturbed.Result.Accuracy.Equals(undisturbed.Result.Accuracy), $"{id} has reached {disturbed.Result.Accuracy} instead of {undisturbed.Result.Accuracy}");
        }
        var verified = await oracle.VerifyLedgerAsync(new VerifyLedgerRequest(), cancellationToken: cancellationToken);
        foreach (var fault in verified.Faults)
            found.Break($"run {fault.RunId}, row {fault.EntryId}: {fault.What}");
        found.Note("kills", done);
        foreach (var (victim, count) in killed.OrderBy(victim => victim.Key, StringComparer.Ordinal))
            found.Note($"of {victim}", count);
        found.Note("runs disturbed", runs);
        found.Note("labels each", ledger.Count);
        found.Note("seconds until all serve again, mean", away.TotalSeconds / Math.Max(1, done));
        return found;
    }

    private static StartRunRequest Request(string id) => new()
    {
        RunId = id,
        Options =
        {
            ["preset"] = "quick", ["dataset"] = "glyphs", ["labels"] = "100", ["cold_start.size"] = "20", ["round.size"] = "10",
            ["encoder.kind"] = "ae", ["encoder.width"] = "4", ["encoder.epochs"] = "1",
        },
    };

    private static async Task<Run> EndOfAsync(ClassifierService.ClassifierServiceClient classifier, string id, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var run = (await UntilAsync(() => classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken).ResponseAsync, cancellationToken)).Run;
            if (run.State is RunState.Completed or RunState.Failed or RunState.Stopped or RunState.Damaged)
                return run;
            if (clock.Elapsed > RunPatience)
                throw new TimeoutException($"Run {id} is {run.State} after {RunPatience.TotalMinutes:0} minutes.");
            await Task.Delay(200, cancellationToken);
        }
    }

    // A caller waits while a service is away, as the command line and the page do.
    private static async Task<T> UntilAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    private static async Task<List<(int Sample, int Label, QueryPurpose Purpose, bool Charged)>> LedgerAsync(LabelOracleService.LabelOracleServiceClient oracle, string id, CancellationToken cancellationToken)
    {
        List<(int, int, QueryPurpose, bool)> rows = [];
        using var ledger = oracle.StreamLedger(new StreamLedgerRequest { RunId = id }, cancellationToken: cancellationToken);
        await foreach (var page in ledger.ResponseStream.ReadAllAsync(cancellationToken))
            rows.AddRange(page.Entries.Select(entry => (entry.SampleId, entry.Label, entry.Purpose, entry.Charged)));
        return rows;
    }
}
