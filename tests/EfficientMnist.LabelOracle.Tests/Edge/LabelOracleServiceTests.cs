using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle.Telemetry;
using EfficientMnist.LabelOracle.Tests.Storage;
using Google.Rpc;
using Grpc.Core;
using Npgsql;

namespace EfficientMnist.LabelOracle.Tests.Edge;

public sealed class LabelOracleServiceTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Service_FromOpeningToGrading_AnswersOverTheWire(string storage)
    {
        await using var server = await OracleServer.StartAsync(storage);
        var opened = await server.Client.OpenRunAsync(new OpenRunRequest { RunId = "r", Dataset = OracleSetup.Dataset, Budget = 5 });
        var bought = await server.Client.QueryLabelsAsync(OracleServer.Request("r", "first", 42, 7));
        var replayed = await server.Client.QueryLabelsAsync(OracleServer.Request("r", "first", 42, 7));
        var mixed = await server.Client.QueryLabelsAsync(OracleServer.Request("r", "second", 7, 8));
        var graded = await server.Client.GradeAsync(new GradeRequest { RunId = "r", Kind = GradingKind.Final, LabelsUsed = 3, Predictions = { OracleSetup.TestLabels } });
        var curve = await server.Client.GradeAsync(new GradeRequest { RunId = "r", Kind = GradingKind.Curve, LabelsUsed = 2, Predictions = { OracleSetup.TestLabels } });
        var budget = await server.Client.GetBudgetAsync(new GetBudgetRequest { RunId = "r" });

        Assert.Equal(10, opened.ClassNames.Count);
        Assert.Equal([(42, 2, true), (7, 7, true)], bought.Labels.Select(label => (label.SampleId, label.Label, label.Charged)));
        Assert.Equal(new Budget { Limit = 5, Spent = 2, Remaining = 3 }, bought.Budget);
        Assert.Equal((false, true, false), (bought.Replayed, replayed.Replayed, mixed.Replayed));
        Assert.Equal(bought.Labels, replayed.Labels);
        Assert.Equal([false, true], mixed.Labels.Select(label => label.Charged));
        Assert.Equal((1.0, 1.0, 10, 1), (graded.Accuracy, graded.MacroF1, graded.Classes, graded.GradingNumber));
        Assert.Equal(OracleSetup.TestLabels.Length, graded.Confusion.Sum());
        Assert.Equal((1.0, 0.0, 2), (curve.Accuracy, curve.MacroF1, curve.GradingsOfDataset));
        Assert.Empty(curve.Confusion); // which would tell the test labels one by one
        Assert.Equal((3, 2, 2), (budget.Budget.Spent, budget.Gradings, budget.GradingsOfDataset));
    }

    [Fact]
    public async Task StreamLedger_ManyRows_ComesInSeveralMessagesAndGoesOnWhereAsked()
    {
        await using var server = await OracleServer.StartAsync(TestStorage.Sqlite);
        var run = await server.OpenRunAsync(budget: 1000);
        await server.Client.QueryLabelsAsync(OracleServer.Request(run, "all", [.. Enumerable.Range(0, 900)]));

        var messages = await ReadAsync(after: 0);
        var rows = messages.SelectMany(message => message.Entries).ToList();
        var rest = (await ReadAsync(after: rows[899 - 50].EntryId)).SelectMany(message => message.Entries).ToList();

        Assert.Equal(2, messages.Count);
        Assert.Equal(Enumerable.Range(0, 900), rows.Select(row => row.SampleId));
        Assert.Equal(rows[^50..], rest);
        Assert.Equal((run, "all", 8, QueryPurpose.Acquire, "margin", 0.5, 9, 1, true),
            (rows[8].RunId, rows[8].RequestId, rows[8].Label, rows[8].Purpose, rows[8].Strategy, rows[8].Score, rows[8].Rank, rows[8].Round, rows[8].Charged));
        Assert.InRange(rows[8].Time.ToDateTime(), DateTime.UnixEpoch.AddYears(50), DateTime.MaxValue);

        async Task<List<StreamLedgerResponse>> ReadAsync(long after)
        {
            using var call = server.Client.StreamLedger(new StreamLedgerRequest { RunId = run, AfterEntryId = after });
            List<StreamLedgerResponse> messages = [];
            while (await call.ResponseStream.MoveNext(default))
                messages.Add(call.ResponseStream.Current);
            return messages;
        }
    }

    [Fact]
    public async Task Service_AskedForWhatCannotBe_SaysWhyAndWhatToDo()
    {
        await using var server = await OracleServer.StartAsync(TestStorage.Sqlite);
        var client = server.Client;
        var run = await server.OpenRunAsync(budget: 2);
        await client.QueryLabelsAsync(OracleServer.Request(run, "first", 1));

        await RefusesAsync(StatusCode.NotFound, "There is no run ghost. Open it first.",
            async () => await client.QueryLabelsAsync(OracleServer.Request("ghost", "first", 1)));
        await RefusesAsync(StatusCode.NotFound, "There is no run ghost. Open it first.",
            async () => await client.GetBudgetAsync(new GetBudgetRequest { RunId = "ghost" }));
        await RefusesAsync(StatusCode.InvalidArgument, "The request id is empty; give 1 to 300 characters.",
            async () => await client.QueryLabelsAsync(OracleServer.Request(run, "", 1)));
        await RefusesAsync(StatusCode.InvalidArgument, "Sample 1000 does not exist: the training split of numbers has ids 0 … 999.",
            async () => await client.QueryLabelsAsync(OracleServer.Request(run, "bad", 1000)));
        await RefusesAsync(StatusCode.AlreadyExists, "Request first was answered before, for sample 1 in place 1, not 2. Repeat it unchanged to get that answer, or choose a new request id.",
            async () => await client.QueryLabelsAsync(OracleServer.Request(run, "first", 2)));
        await RefusesAsync(StatusCode.AlreadyExists, $"Run {run} was opened before on numbers with a budget of 2 labels. Use these, or another run id.",
            async () => await client.OpenRunAsync(new OpenRunRequest { RunId = run, Dataset = OracleSetup.Dataset, Budget = 3 }));
        await RefusesAsync(StatusCode.InvalidArgument, $"labels_used is 2, but run {run} has bought only 1 labels.",
            async () => await client.GradeAsync(new GradeRequest { RunId = run, Kind = GradingKind.Final, LabelsUsed = 2, Predictions = { OracleSetup.TestLabels } }));
        await RefusesAsync(StatusCode.InvalidArgument, "There are 1 predictions for 14 test images; give one per image, in id order.",
            async () => await client.GradeAsync(new GradeRequest { RunId = run, Kind = GradingKind.Final, LabelsUsed = 1, Predictions = { 0 } }));

        var exhausted = await RefusesAsync(StatusCode.ResourceExhausted, $"Run {run} has 1 of 2 labels left; this request costs 2. Nothing was charged.",
            async () => await client.QueryLabelsAsync(OracleServer.Request(run, "second", 1, 2, 3)));
        Assert.Equal("1", exhausted.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["budget_remaining"]);

        await client.GradeAsync(new GradeRequest { RunId = run, Kind = GradingKind.Final, LabelsUsed = 1, Predictions = { OracleSetup.TestLabels } });
        var closed = await RefusesAsync(StatusCode.FailedPrecondition, null, async () => await client.QueryLabelsAsync(OracleServer.Request(run, "third", 2)));
        Assert.Matches($"^Run {run} ended at .*Z: its labels are bought and answered no more. Open a new run.$", closed.Status.Detail);
    }

    [Fact]
    public async Task QueryLabels_FromATracedRound_IsARootTraceLinkedToIt()
    {
        List<Activity> spans = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LabelQuerySpans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await OracleServer.StartAsync(TestStorage.Sqlite);
        var run = await server.OpenRunAsync(budget: 2);
        using var round = new Activity("round").Start();

        await server.Client.QueryLabelsAsync(OracleServer.Request(run, "first", 42));

        var span = Assert.Single(spans, span => (string?)span.GetTagItem("eml.run.id") == run);
        Assert.Equal(default, span.ParentSpanId);
        Assert.NotEqual(round.TraceId, span.TraceId);
        Assert.Equal(round.TraceId, Assert.Single(span.Links).Context.TraceId);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Health_WithTheDatabaseThere_IsGood(string storage)
    {
        await using var server = await OracleServer.StartAsync(storage);

        Assert.Equal("Healthy", await server.Http.GetStringAsync(new Uri("/health", UriKind.Relative)));
        Assert.Equal("Healthy", await server.Http.GetStringAsync(new Uri("/alive", UriKind.Relative)));
    }

    [Theory, OnPostgres]
    public async Task QueryLabels_WhenTheDatabaseDropsItsConnections_IsUnavailableAndCanBeRepeated(string storage)
    {
        await using var server = await OracleServer.StartAsync(storage);
        var run = await server.OpenRunAsync(budget: 5);
        await server.Client.QueryLabelsAsync(OracleServer.Request(run, "before", 1));
        var schema = new NpgsqlConnectionStringBuilder(server.ConnectionString).SearchPath!;

        await using (var source = NpgsqlDataSource.Create(server.ConnectionString!))
        await using (var command = source.CreateCommand(
            $"select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where application_name = '{schema}' and pid <> pg_backend_pid()"))
        {
            Assert.NotEqual(0L, await command.ExecuteScalarAsync());
        }

        var request = OracleServer.Request(run, "after", 2);
        QueryLabelsResponse? answer = null;
        for (var tries = 0; answer is null && tries < 20; tries++)
        {
            try
            {
                answer = await server.Client.QueryLabelsAsync(request);
            }
            catch (RpcException error)
            {
                Assert.Equal(StatusCode.Unavailable, error.StatusCode);
                Assert.Contains("does not answer. Try again with the same request id.", error.Status.Detail, StringComparison.Ordinal);
            }
        }

        Assert.Equal(3, answer!.Budget.Remaining);
    }

    [Fact]
    public async Task Start_WithoutItsDatabase_FailsNamingItAndTheSetting()
    {
        using var storage = await TestStorage.CreateAsync(TestStorage.Sqlite);
        await using var app = LabelOracleHost.Build(
            [.. OracleServer.Arguments(storage), "--ConnectionStrings:labels=Host=127.0.0.1;Port=1;Database=labels;Username=eml;Password=hush"]);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("PostgreSQL database labels on 127.0.0.1:1", error.Message, StringComparison.Ordinal);
        Assert.Contains("name it with ConnectionStrings:labels", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error.Message, StringComparison.Ordinal);
    }

    private static async Task<RpcException> RefusesAsync(StatusCode code, string? detail, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, detail ?? error.Status.Detail), (error.StatusCode, error.Status.Detail));
        return error;
    }
}
