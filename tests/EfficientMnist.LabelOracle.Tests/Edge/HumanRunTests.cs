using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle.Telemetry;
using EfficientMnist.LabelOracle.Tests.Storage;
using Grpc.Core;

namespace EfficientMnist.LabelOracle.Tests.Edge;

public sealed class HumanRunTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Session_OverTheWire_LeadsFromQuestionsToLabels(string storage)
    {
        await using var server = await OracleServer.StartAsync(storage);
        var client = server.Client;
        var opened = await OpenAsync(server, "cat", "dog");
        await client.AskLabelsAsync(OracleServer.Request("r", "first", 42, 7, 8));
        using var watch = client.WatchQuestions(new WatchQuestionsRequest { RunId = "r", RequestId = "first" });
        using var queue = client.WatchQueue(new WatchQueueRequest { RunId = "r" });

        var claimed = await client.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = "r", Annotator = "ann" });
        await client.SkipQuestionAsync(new SkipQuestionRequest { RunId = "r", SampleId = 42, Annotator = "ann" });
        await client.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = "r", SampleId = 7, Label = 1, Annotator = "ann" });
        var undone = await client.UndoAnswerAsync(new UndoAnswerRequest { RunId = "r", Annotator = "ann" });
        await client.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = "r", SampleId = 7, Label = 0, Annotator = "ann" });
        await client.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = "r", SampleId = 8, Label = 0, Annotator = "ann" });
        var corrected = await client.CorrectLabelAsync(new CorrectLabelRequest { RunId = "r", SampleId = 8, Label = 1, Annotator = "bob" });
        var last = await client.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = "r", SampleId = 42, Label = 1, Annotator = "ann" });

        var progress = await watch.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.Equal([(42, 1), (7, 0), (8, 1)], progress[^1].Labels.Select(label => (label.SampleId, label.Label)));
        Assert.All(progress[..^1], update => Assert.Empty(update.Labels));
        Assert.Equal(new Budget { Limit = 5, Spent = 3, Remaining = 2 }, progress[^1].Budget);
        Assert.Equal(["cat", "dog"], opened.ClassNames);
        Assert.Equal("The test labels of numbers are of its own classes, not of those of the run.", opened.NotGradable);
        Assert.Equal((42, "margin", 0.5, 1, 1, "first", QueryPurpose.Acquire, false), Facts(claimed.Question));
        Assert.InRange(claimed.Question.LeasedUntil.ToDateTime(), DateTime.UnixEpoch.AddYears(50), DateTime.MaxValue);
        Assert.Equal((7, LedgerAction.Undone, -1), (undone.Question.SampleId, undone.Entry.Action, undone.Entry.Label));
        Assert.Equal((LedgerAction.Corrected, 1, "bob", false), (corrected.Entry.Action, corrected.Entry.Label, corrected.Entry.Annotator, corrected.Entry.Charged));
        Assert.Equal((0, 3, 0), (last.Progress.Open, last.Progress.Answered, last.Progress.BatchTotal));
        var answers = await client.ListAnswersAsync(new ListAnswersRequest { RunId = "r" });
        Assert.Equal([42, 8, 7], answers.Entries.Select(entry => entry.SampleId));

        var ended = await client.CloseRunAsync(new CloseRunRequest { RunId = "r" });
        Assert.True((await queue.ResponseStream.ReadAllAsync().ToListAsync())[^1].Progress.Closed);
        Assert.Equal(ended, await client.CloseRunAsync(new CloseRunRequest { RunId = "r" }));
        var account = await client.GetBudgetAsync(new GetBudgetRequest { RunId = "r" });
        Assert.Equal((OracleKind.Human, OracleSetup.Dataset, ended.ClosedAt), (account.Oracle, account.Dataset, account.ClosedAt));
        Assert.Equal(["cat", "dog"], account.ClassNames);

        static (int, string, double, int, int, string, QueryPurpose, bool) Facts(Question question) =>
            (question.SampleId, question.Strategy, question.Score, question.Rank, question.Round, question.RequestId, question.Purpose, question.Skipped);
    }

    [Fact]
    public async Task Service_AskedForWhatCannotBe_SaysWhyAndWhatToDo()
    {
        await using var server = await OracleServer.StartAsync(TestStorage.Sqlite);
        var client = server.Client;
        await OpenAsync(server, "cat", "dog");
        var sold = await server.OpenRunAsync(budget: 5);
        await client.AskLabelsAsync(OracleServer.Request("r", "first", 1, 2));
        await client.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = "r", SampleId = 1, Label = 1, Annotator = "ann" });
        await client.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = "r", Annotator = "ann" });

        await RefusesAsync(StatusCode.FailedPrecondition, "Run r is labelled by people: its labels are asked for, not bought.",
            async () => await client.QueryLabelsAsync(OracleServer.Request("r", "second", 3)));
        await RefusesAsync(StatusCode.FailedPrecondition, $"Run {sold} is labelled by its data set: nobody is asked. Start a run with oracle.kind=human to label by hand.",
            async () => await client.AskLabelsAsync(OracleServer.Request(sold, "first", 3)));
        await RefusesAsync(StatusCode.FailedPrecondition, $"Run {sold} is labelled by its data set: nobody is asked. Start a run with oracle.kind=human to label by hand.",
            async () => await client.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = sold, Annotator = "ann" }));
        await RefusesAsync(StatusCode.AlreadyExists, "Sample 1 was asked for before, in request first. Ask for each image once.",
            async () => await client.AskLabelsAsync(OracleServer.Request("r", "second", 1)));
        await RefusesAsync(StatusCode.FailedPrecondition, "Sample 2 is with ann now. Take the next one.",
            async () => await client.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = "r", SampleId = 2, Label = 1, Annotator = "bob" }));
        await RefusesAsync(StatusCode.FailedPrecondition, "Sample 1 was answered before, by ann. Correct its label instead (eml correct).",
            async () => await client.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = "r", SampleId = 1, Label = 0, Annotator = "ann" }));
        await RefusesAsync(StatusCode.FailedPrecondition, "Sample 2 has no label yet that could be corrected. Answer it.",
            async () => await client.CorrectLabelAsync(new CorrectLabelRequest { RunId = "r", SampleId = 2, Label = 0, Annotator = "ann" }));
        await RefusesAsync(StatusCode.NotFound, "Run r does not ask for image 9. Take the next one that is asked for.",
            async () => await client.SkipQuestionAsync(new SkipQuestionRequest { RunId = "r", SampleId = 9, Annotator = "ann" }));
        await RefusesAsync(StatusCode.FailedPrecondition, "bob has answered and skipped nothing in a round of run r that is still open. Correct the label instead (eml correct).",
            async () => await client.UndoAnswerAsync(new UndoAnswerRequest { RunId = "r", Annotator = "bob" }));
        await RefusesAsync(StatusCode.InvalidArgument, "The annotator is empty; give 1 to 300 characters.",
            async () => await client.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = "r" }));
        await RefusesAsync(StatusCode.AlreadyExists, "Run r was opened before on numbers with a budget of 5 labels by people, the classes being cat, dog. Use these, or another run id.",
            () => OpenAsync(server, "cat", "bird"));
        await RefusesAsync(StatusCode.InvalidArgument, "There are 1 classes; give 2 to 256.", () => OpenAsync(server, "cat"));
        await RefusesAsync(StatusCode.InvalidArgument, "The class Cat is named twice.", () => OpenAsync(server, "Cat", "cat"));
        await RefusesAsync(StatusCode.InvalidArgument, "The labels of numbers have its own classes; only people can choose from others (oracle.kind=human).",
            async () => await client.OpenRunAsync(new OpenRunRequest { RunId = "s", Dataset = OracleSetup.Dataset, Budget = 5, ClassNames = { "cat", "dog" } }));
        await RefusesAsync(StatusCode.FailedPrecondition, "The test labels of numbers are of its own classes, not of those of the run.",
            async () => await client.GradeAsync(new GradeRequest { RunId = "r", Kind = GradingKind.Final, LabelsUsed = 1, Predictions = { OracleSetup.TestLabels } }));
    }

    [Fact]
    public async Task AnswerQuestion_WhoseRoundIsTraced_IsARootTraceLinkedToIt()
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
        await server.Client.OpenRunAsync(new OpenRunRequest { RunId = "traced", Dataset = OracleSetup.Dataset, Budget = 5, Oracle = OracleKind.Human });
        ActivityTraceId roundTrace;
        using (var round = new Activity("round").Start())
        {
            roundTrace = round.TraceId;
            await server.Client.AskLabelsAsync(OracleServer.Request("traced", "first", 42));
        }

        var answered = await server.Client.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = "traced", SampleId = 42, Label = 1, Annotator = "ann" });

        var span = Assert.Single(spans, span => (string?)span.GetTagItem("eml.run.id") == "traced");
        Assert.Equal(answered.Entry.TraceId, span.TraceId.ToHexString());
        Assert.Equal(("answered", true, 4), (span.GetTagItem("eml.query.action"), span.GetTagItem("eml.query.charged"), span.GetTagItem("eml.budget.remaining")));
        Assert.Equal(default, span.ParentSpanId);
        Assert.Equal(roundTrace, Assert.Single(span.Links).Context.TraceId);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task AnswerQuestion_ByAKilledOracle_IsInTheLedgerAsSoonAsItIsAcknowledged(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        IdxDataset.Write(Path.Combine(storage.Folder, OracleSetup.Dataset), [.. Enumerable.Range(0, 1000).Select(i => i % 10)], OracleSetup.TestLabels);
        await using (var oracle = await OracleProcess.StartAsync(storage))
        {
            await oracle.Client.OpenRunAsync(new OpenRunRequest { RunId = "r", Dataset = OracleSetup.Dataset, Budget = 50, Oracle = OracleKind.Human });
            await oracle.Client.AskLabelsAsync(OracleServer.Request("r", "first", [.. Enumerable.Range(0, 50)]));
            for (var sample = 0; sample < 40; sample++)
            {
                var answer = await oracle.Client.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = "r", SampleId = sample, Label = sample % 10, Annotator = "ann" });
                using var ledger = oracle.Client.StreamLedger(new StreamLedgerRequest { RunId = "r", AfterEntryId = answer.Entry.EntryId - 1 });
                Assert.Equal(sample, Assert.Single((await ledger.ResponseStream.ReadAllAsync().ToListAsync()).SelectMany(page => page.Entries)).SampleId);
            }

            await oracle.KillAsync();
        }

        await using var survivor = await OracleProcess.StartAsync(storage);
        var claimed = await survivor.Client.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = "r", Annotator = "ann" });
        Assert.Equal((40, 10, 40), (claimed.Question.SampleId, claimed.Progress.Open, claimed.Progress.Answered));
    }

    private static async Task<OpenRunResponse> OpenAsync(OracleServer server, params string[] classes) =>
        await server.Client.OpenRunAsync(new OpenRunRequest { RunId = "r", Dataset = OracleSetup.Dataset, Budget = 5, Oracle = OracleKind.Human, ClassNames = { classes } });

    private static async Task RefusesAsync(StatusCode code, string detail, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, detail), (error.StatusCode, error.Status.Detail));
    }
}
