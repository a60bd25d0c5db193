using System.Diagnostics;
using System.Globalization;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace Drills.Attacks;

/// <summary>
/// Services, Redis and the AppHost killed at random moments of purchases, trainings, distillations, gradings and labelling by
/// people: the services are back by themselves, and the runs end as they would have.
/// </summary>
internal sealed class KillDrill : IDrill
{
    // The AppHost leaves alone what has ended five times within a minute.
    private const int MostPerMinute = 3;

    // On a busy machine the next kill may come before what the last one undid is done again.
    private const int MostPerRun = 10;
    private const string AppHost = "AppHost";
    private static readonly string[] Victims = [.. ServiceNames.Grpc, WholeSystem.Redis, AppHost];
    private static readonly TimeSpan RunPatience = TimeSpan.FromMinutes(20);

    // What is bought and graded; what a student is taught by; and what people are asked.
    private static readonly RunKind[] Kinds =
    [
        new("quick", []),
        new("student", [("student.generations", "1"), ("student.epochs", "2"), ("student.width", "4")]),
        new("human", [("oracle.kind", "human")]),
    ];

    public string Name => "kill";

    public string Promise => "Whatever is killed, whenever: what was killed is back by itself (the AppHost by being started again), and every run ends with the ledger and the accuracy of one that was left alone.";

    public async Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var kills = settings.Choose(4, 100);
        var random = new Random(settings.Seed);
        await using var system = await WholeSystem.StartAsync(cancellationToken);
        var classifier = new ClassifierService.ClassifierServiceClient(system.Calls(ServiceNames.Classifier));
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Calls(ServiceNames.LabelOracle));

        var undisturbed = new Dictionary<string, End>();
        foreach (var kind in Kinds)
        {
            var id = $"undisturbed-{kind.Name}";
            await classifier.StartRunAsync(Request(id, kind), cancellationToken: cancellationToken);
            undisturbed[kind.Name] = await EndOfAsync(classifier, oracle, id, cancellationToken);
            settings.Say($"{id}: {undisturbed[kind.Name].Ledger.Count} labels, accuracy {undisturbed[kind.Name].Run.Result.Accuracy:P1}");
            if (undisturbed[kind.Name].Run.State != RunState.Completed)
                throw new InvalidOperationException($"The undisturbed run ended {undisturbed[kind.Name].Run.State}: {undisturbed[kind.Name].Run.Error}");
        }

        var (done, runs, killed, away) = (0, 0, new Dictionary<string, int>(), TimeSpan.Zero);
        var phases = new Dictionary<RunPhase, int>();
        var recent = new Queue<(string Victim, long When)>();
        while (done < kills)
        {
            var kind = Kinds[runs % Kinds.Length];
            var id = string.Create(CultureInfo.InvariantCulture, $"disturbed-{++runs}-{kind.Name}");
            await UntilAsync(() => classifier.StartRunAsync(Request(id, kind), cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
            var end = Task.Run(() => EndOfAsync(classifier, oracle, id, cancellationToken), cancellationToken);
            for (var before = done; !end.IsCompleted && done < kills && done - before < MostPerRun;)
            {
                await Task.WhenAny(end, Task.Delay(random.Next(100, 6_000), cancellationToken));
                while (recent.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.When) > TimeSpan.FromMinutes(1))
                    recent.Dequeue();
                var allowed = Victims.Where(victim => recent.Count(kill => kill.Victim == victim) < MostPerMinute).ToArray();
                if (end.IsCompleted || allowed.Length == 0)
                    continue;
                var victim = allowed[random.Next(allowed.Length)];
                var phase = (await UntilAsync(() => classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken).ResponseAsync, cancellationToken)).Run.Progress?.Phase ?? RunPhase.Unspecified;
                var clock = Stopwatch.StartNew();
                if (victim == AppHost)
                    await system.KillAppHostAsync(cancellationToken);
                else if (!system.Kill(victim))
                    continue;
                recent.Enqueue((victim, Stopwatch.GetTimestamp()));
                killed[victim] = killed.GetValueOrDefault(victim) + 1;
                phases[phase] = phases.GetValueOrDefault(phase) + 1;
                done++;
                await system.WaitUntilItServesAsync(cancellationToken);
                if (victim != AppHost)
                    away += clock.Elapsed;
                settings.Say($"{done} of {kills} kills: {victim} in {phase}, back after {clock.Elapsed.TotalSeconds:F1} s");
            }
            var disturbed = await end;
            found.Require(disturbed.Run.State == RunState.Completed, $"{id} ended {disturbed.Run.State}: {disturbed.Run.Error}");
            if (disturbed.Run.State != RunState.Completed)
                continue;
            var (ledger, accuracy) = (undisturbed[kind.Name].Ledger, undisturbed[kind.Name].Run.Result.Accuracy);
            found.Require(disturbed.Ledger.SequenceEqual(ledger), $"{id} has bought something else");
            found.Require(disturbed.Run.Result.Accuracy.Equals(accuracy), $"{id} has reached {disturbed.Run.Result.Accuracy} instead of {accuracy}");
        }
        var verified = await oracle.VerifyLedgerAsync(new VerifyLedgerRequest(), cancellationToken: cancellationToken);
        foreach (var fault in verified.Faults)
            found.Break($"run {fault.RunId}, row {fault.EntryId}: {fault.What}");
        found.Note("kills", done);
        foreach (var (victim, count) in killed.OrderBy(victim => victim.Key, StringComparer.Ordinal))
            found.Note($"of {victim}", count);
        foreach (var (phase, count) in phases.OrderBy(phase => phase.Key))
            found.Note($"while the run was at {phase}", count);
        found.Note("runs disturbed", runs);
        found.Note("seconds until all serve again after a service, mean", away.TotalSeconds / Math.Max(1, done - killed.GetValueOrDefault(AppHost)));
    }

    private static StartRunRequest Request(string id, RunKind kind)
    {
        var request = new StartRunRequest
        {
            RunId = id,
            Options =
            {
                ["preset"] = "quick", ["dataset"] = "glyphs", ["labels"] = "100", ["cold_start.size"] = "20", ["round.size"] = "10",
                ["encoder.kind"] = "ae", ["encoder.width"] = "4", ["encoder.epochs"] = "1",
            },
        };
        foreach (var (name, value) in kind.Options)
            request.Options[name] = value;
        return request;
    }

    /// <summary>Waits for the end of a run, and answers what people are asked on the way.</summary>
    private static async Task<End> EndOfAsync(
        ClassifierService.ClassifierServiceClient classifier, LabelOracleService.LabelOracleServiceClient oracle, string id, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var run = (await UntilAsync(() => classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken).ResponseAsync, cancellationToken)).Run;
            if (run.State is RunState.Completed or RunState.Failed or RunState.Stopped or RunState.Damaged)
                return new End(run, await LedgerAsync(oracle, id, cancellationToken));
            if (clock.Elapsed > RunPatience)
                throw new TimeoutException($"Run {id} is {run.State} after {RunPatience.TotalMinutes:0} minutes.");
            if (run.Waiting?.Reason == WaitReason.People)
                await AnswerAsync(oracle, id, cancellationToken);
            await Task.Delay(200, cancellationToken);
        }
    }

    // The answers need not be true, only the same again.
    private static async Task AnswerAsync(LabelOracleService.LabelOracleServiceClient oracle, string id, CancellationToken cancellationToken)
    {
        var claim = new ClaimQuestionRequest { RunId = id, Annotator = "ann" };
        var question = (await UntilAsync(() => oracle.ClaimQuestionAsync(claim, cancellationToken: cancellationToken).ResponseAsync, cancellationToken)).Question;
        while (question is not null)
        {
            var answer = new AnswerQuestionRequest { RunId = id, SampleId = question.SampleId, Label = question.SampleId % 7, Annotator = claim.Annotator };
            question = (await UntilAsync(() => oracle.AnswerQuestionAsync(answer, cancellationToken: cancellationToken).ResponseAsync, cancellationToken)).Next;
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

    private static async Task<List<Row>> LedgerAsync(LabelOracleService.LabelOracleServiceClient oracle, string id, CancellationToken cancellationToken)
    {
        return await UntilAsync(
            async () =>
            {
                List<Row> rows = [];
                using var ledger = oracle.StreamLedger(new StreamLedgerRequest { RunId = id }, cancellationToken: cancellationToken);
                await foreach (var page in ledger.ResponseStream.ReadAllAsync(cancellationToken))
                    rows.AddRange(page.Entries.Select(entry => new Row(entry.SampleId, entry.Label, entry.Purpose, entry.Charged)));
                return rows;
            },
            cancellationToken);
    }

    private sealed record RunKind(string Name, (string Name, string Value)[] Options);

    private sealed record Row(int Sample, int Label, QueryPurpose Purpose, bool Charged);

    private sealed record End(Run Run, List<Row> Ledger);
}
