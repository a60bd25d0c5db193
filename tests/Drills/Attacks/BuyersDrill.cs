using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestSupport;
using Grpc.Core;
using Npgsql;
using Oracle = EfficientMnist.Contracts.V1.LabelOracleService.LabelOracleServiceClient;

namespace Drills.Attacks;

/// <summary>Many buyers and annotators at once on a label oracle that is killed again and again, on both databases; and a backup amid them.</summary>
internal sealed class BuyersDrill : IDrill
{
    private const string Sold = "sold";
    private const string Asked = "asked";
    private const int Pool = 8_000; // of glyphs
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => "buyers";

    public string Promise => "A label that was answered is in the ledger and charged once, whatever dies; no budget is overspent; a backup made meanwhile has all that was answered before it began.";

    public async Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        await AttackAsync("SQLite", null, settings, found, cancellationToken);
        if (PostgresServer.WhyAbsent is { } absent)
            found.Skip($"PostgreSQL: {absent}");
        else
            await AttackAsync("PostgreSQL", await PostgresServer.CreateSchemaAsync(), settings, found, cancellationToken);
    }

    private static async Task AttackAsync(string storage, string? database, DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var (buyers, annotators) = (settings.Choose(16, 64), settings.Choose(4, 8));
        var (kills, budget, questions) = (settings.Choose(2, 20), settings.Choose(900, 6_000), settings.Choose(300, 2_000));
        using var state = new StateCopy();
        (string, string)[] connection = database is null ? [] : [("ConnectionStrings__labels", database)];
        await using var service = await ServiceProcess.StartAsync(ServiceNames.LabelOracle, state.Path, connection);
        var oracle = new Oracle(service.Calls);
        await oracle.OpenRunAsync(new OpenRunRequest { RunId = Sold, Dataset = "glyphs", Budget = budget }, cancellationToken: cancellationToken);
        await oracle.OpenRunAsync(new OpenRunRequest { RunId = Asked, Dataset = "glyphs", Budget = questions, Oracle = OracleKind.Human }, cancellationToken: cancellationToken);
        await oracle.AskLabelsAsync(Request(Asked, "all", [.. Enumerable.Range(0, questions)]), cancellationToken: cancellationToken);

        var bought = new ConcurrentDictionary<string, QueryLabelsResponse>();
        var answered = new ConcurrentDictionary<int, int>();
        var clock = Stopwatch.StartNew();
        var work = Task.WhenAll(
        [
            .. Enumerable.Range(0, buyers).Select(buyer => Task.Run(() => BuyAsync(oracle, buyer, settings.Seed, bought, found, cancellationToken), cancellationToken)),
            .. Enumerable.Range(0, annotators).Select(annotator => Task.Run(() => AnswerAsync(oracle, $"annotator {annotator}", answered, found, cancellationToken), cancellationToken)),
        ]);
        var random = new Random(settings.Seed);
        var (killed, crashed) = (0, 0);
        Backup? backup = null;
        for (; killed + crashed < kills && !work.IsCompleted;)
        {
            // So many more answers, and it dies.
            var before = bought.Count + answered.Count;
            var next = before + random.Next(20, 1 + ((budget + questions) / (kills + 1)));
            while (bought.Count + answered.Count < next && !work.IsCompleted)
                await Task.Delay(5, cancellationToken);
            if (database is null && backup is null && killed >= kills / 2)
                backup = await Backup.MakeAsync(state.Path, bought, cancellationToken);
            if (database is not null && random.Next(2) == 0 && await CrashAsync(database, cancellationToken))
            {
                crashed++;
                continue;
            }
            await service.KillAsync();
            await service.StartAsync();
            killed++;
        }
        await work;
        var seconds = clock.Elapsed.TotalSeconds;

        found.Note($"{storage}: buyers and annotators", buyers + annotators);
        found.Note($"{storage}: kills of the oracle", killed);
        if (database is not null)
            found.Note($"{storage}: crashes of the database", crashed);
        found.Note($"{storage}: purchases answered", bought.Count);
        found.Note($"{storage}: questions answered", answered.Count);
        found.Note($"{storage}: labels a second, kills included", (bought.Values.Sum(answer => answer.Labels.Count) + answered.Count) / seconds);
        await CheckAsync(storage, oracle, bought, answered, budget, questions, found, cancellationToken);
        if (backup is not null)
            await RestoreAsync(backup, budget, found, cancellationToken);
    }

    // PostgreSQL ends all its processes when one is killed, recovers, and goes on.
    private static async Task<bool> CrashAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(database + ";Pooling=false");
            await connection.OpenAsync(cancellationToken);
            await using var find = new NpgsqlCommand("select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1", connection);
            if (await find.ExecuteScalarAsync(cancellationToken) is not int pid)
                return false;
            using var process = Process.GetProcessById(pid);
            process.Kill();
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It is just recovering, its process has ended, or this user may not kill it.
            return false;
        }
    }

    /// <summary>Restores the backup elsewhere: what was answered before it began is in it, and its ledger is whole.</summary>
    private static async Task RestoreAsync(Backup backup, int budget, Findings found, CancellationToken cancellationToken)
    {
        using var elsewhere = new StateCopy();
        var folder = Path.Combine(elsewhere.Path, "restored");
        await backup.RestoreAsync(folder, cancellationToken);
        await using var service = await ServiceProcess.StartAsync(ServiceNames.LabelOracle, folder);
        var oracle = new Oracle(service.Calls);
        var rows = (await RowsAsync(oracle, Sold, cancellationToken)).ToLookup(row => row.RequestId, StringComparer.Ordinal);
        foreach (var (request, answer) in backup.AnsweredBefore)
            found.Require(rows[request].Select(row => (row.SampleId, row.Label)).SequenceEqual(answer.Labels.Select(label => (label.SampleId, label.Label))), $"the backup lacks request {request}, which was answered before it began");
        var spent = (await oracle.GetBudgetAsync(new GetBudgetRequest { RunId = Sold }, cancellationToken: cancellationToken)).Budget.Spent;
        found.Require(spent <= budget, $"{spent} of {budget} labels are spent in the backup");
        var verified = await oracle.VerifyLedgerAsync(new VerifyLedgerRequest(), cancellationToken: cancellationToken);
        foreach (var fault in verified.Faults)
            found.Break($"backup, run {fault.RunId}, row {fault.EntryId}: {fault.What}");
        found.Note("backup amid them: purchases answered before, all in it", backup.AnsweredBefore.Count);
        found.Note("backup: rows verified once restored", verified.Rows);
        found.Note("backup: seconds to make it, and to restore it", string.Create(CultureInfo.InvariantCulture, $"{backup.MakingSeconds:F1}, {backup.RestoringSeconds:F1}"));
        backup.Delete();
    }

    private static QueryLabelsRequest Request(string run, string id, int[] samples) => new()
    {
        RunId = run,
        RequestId = id,
        Purpose = QueryPurpose.Acquire,
        Strategy = "drill",
        Round = 1,
        Queries = { samples.Select((sample, i) => new LabelQuery { SampleId = sample, Rank = i + 1 }) },
    };

    private static async Task BuyAsync(Oracle oracle, int buyer, int seed, ConcurrentDictionary<string, QueryLabelsResponse> bought, Findings found, CancellationToken cancellationToken)
    {
        var random = new Random((1_000 * seed) + buyer);
        for (var i = 0; ; i++)
        {
            var request = Request(Sold, $"{buyer}-{i}", [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(Pool)).Distinct()]);
            try
            {
                bought[request.RequestId] = await UntilAnsweredAsync(deadline => oracle.QueryLabelsAsync(request, deadline: deadline, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.ResourceExhausted)
            {
                return;
            }
            catch (RpcException error)
            {
                found.Break($"buyer {buyer}, request {i}: {error.Status}");
                return;
            }
        }
    }

    private static async Task AnswerAsync(Oracle oracle, string annotator, ConcurrentDictionary<int, int> answered, Findings found, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var claimed = await UntilAnsweredAsync(
                    deadline => oracle.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = Asked, Annotator = annotator }, deadline: deadline, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
                var question = claimed.Question;
                while (question is not null)
                {
                    var request = new AnswerQuestionRequest { RunId = Asked, SampleId = question.SampleId, Label = question.SampleId % 7, Annotator = annotator };
                    var answer = await UntilAnsweredAsync(deadline => oracle.AnswerQuestionAsync(request, deadline: deadline, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
                    if (!answered.TryAdd(question.SampleId, request.Label))
                        found.Break($"image {question.SampleId} was given out twice");
                    question = answer.Next;
                }
                if (claimed.Progress.Open == 0)
                    return;
                await Task.Delay(20, cancellationToken);
            }
        }
        catch (RpcException error)
        {
            found.Break($"{annotator}: {error.Status}");
        }
    }

    private static async Task<T> UntilAnsweredAsync<T>(Func<DateTime, Task<T>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await call(DateTime.UtcNow + Patience);
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Internal && !cancellationToken.IsCancellationRequested)
            {
                // INTERNAL is what a client makes of a connection that ends in the middle of an answer.
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    private static async Task CheckAsync(
        string storage, Oracle oracle, ConcurrentDictionary<string, QueryLabelsResponse> bought, ConcurrentDictionary<int, int> answered, int budget, int questions, Findings found, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(oracle, Sold, cancellationToken);
        var byRequest = rows.ToLookup(row => row.RequestId, StringComparer.Ordinal);
        foreach (var (request, answer) in bought)
            found.Require(byRequest[request].Select(row => (row.SampleId, row.Label)).SequenceEqual(answer.Labels.Select(label => (label.SampleId, label.Label))), $"request {request} was answered with something else than the ledger has");
        var charged = rows.Where(row => row.Charged).ToList();
        found.Require(charged.Select(row => row.SampleId).Distinct().Count() == charged.Count, "an image was charged twice");
        var account = (await oracle.GetBudgetAsync(new GetBudgetRequest { RunId = Sold }, cancellationToken: cancellationToken)).Budget;
        found.Require(account.Spent == charged.Count, $"{account.Spent} labels are spent and {charged.Count} rows are charged");
        found.Require(account.Spent <= budget, $"{storage}: {account.Spent} of {budget} labels are spent");

        var given = (await RowsAsync(oracle, Asked, cancellationToken)).Where(row => row.Action == LedgerAction.Answered).ToList();
        found.Require(given.Count == questions && answered.Count == questions, $"{given.Count} answers are in the ledger and {answered.Count} were answered, of {questions} questions");
        found.Require(given.TrueForAll(row => answered.GetValueOrDefault(row.SampleId, -1) == row.Label), "an answer in the ledger is not the one that was given");
        var verified = await oracle.VerifyLedgerAsync(new VerifyLedgerRequest(), cancellationToken: cancellationToken);
        foreach (var fault in verified.Faults)
            found.Break($"run {fault.RunId}, row {fault.EntryId}: {fault.What}");
        found.Note($"{storage}: labels charged", account.Spent + given.Count);
        found.Note($"{storage}: rows verified", verified.Rows);
    }

    private static async Task<List<LedgerEntry>> RowsAsync(Oracle oracle, string run, CancellationToken cancellationToken)
    {
        List<LedgerEntry> rows = [];
        using var ledger = oracle.StreamLedger(new StreamLedgerRequest { RunId = run }, cancellationToken: cancellationToken);
        await foreach (var page in ledger.ResponseStream.ReadAllAsync(cancellationToken))
            rows.AddRange(page.Entries);
        return rows;
    }
}
