using System.Collections.Concurrent;
using EfficientMnist.Contracts.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace EfficientMnist.Cli.Tests.Fakes;

/// <summary>A ledger of two labels, and three images for people to label.</summary>
internal sealed class ScriptedOracle : LabelOracleService.LabelOracleServiceBase
{
    private static readonly Timestamp Time = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 11, 22, 4, 5, 6, TimeSpan.Zero));

    private readonly LinkedList<int> _open = new([41, 42, 43]);
    private readonly Stack<LedgerEntry> _done = [];

    public ConcurrentQueue<StreamLedgerRequest> LedgersRead { get; } = [];

    /// <summary>What was recorded, oldest first: image, action, label, annotator.</summary>
    public ConcurrentQueue<(int Sample, LedgerAction Action, int Label, string Annotator)> Recorded { get; } = [];

    /// <summary>Runs that have not opened their account.</summary>
    public HashSet<string> Unopened { get; } = [];

    /// <summary>Whether labels have prices.</summary>
    public bool HasPrices { get; set; }

    public override Task<GetBudgetResponse> GetBudget(GetBudgetRequest request, ServerCallContext context) => Unopened.Contains(request.RunId)
        ? throw new RpcException(new Status(StatusCode.NotFound, $"There is no run {request.RunId}."))
        : Task.FromResult(new GetBudgetResponse
        {
            Budget = new Budget { Limit = 200, Spent = 2, Remaining = 198, Money = HasPrices ? new Money { Limit = 500, Paid = 2, Dearest = 1 } : null },
            Oracle = OracleKind.Human,
            Dataset = "fashion-mnist",
            ClassNames = { "cat", "dog", "a, b" },
            GradingsOfDataset = 1_234,
        });

    /// <summary>How far people agree; nothing is drawn to be answered twice unless a test says so.</summary>
    public GetAgreementResponse Agreement { get; set; } = new();

    public override Task<GetAgreementResponse> GetAgreement(GetAgreementRequest request, ServerCallContext context) => Task.FromResult(Agreement);

    /// <summary>What was asked to be verified, oldest first.</summary>
    public ConcurrentQueue<VerifyLedgerRequest> Verified { get; } = [];

    public override Task<VerifyLedgerResponse> VerifyLedger(VerifyLedgerRequest request, ServerCallContext context)
    {
        Verified.Enqueue(request);
        return Task.FromResult(new VerifyLedgerResponse
        {
            Runs = 2,
            Rows = 5,
            Faults = { request.LedgerHeads.Where(head => head.Value != "known").Select(head => new LedgerFault { RunId = head.Key, What = "rows at its end are missing" }) },
        });
    }

    public override async Task StreamLedger(StreamLedgerRequest request, IServerStreamWriter<StreamLedgerResponse> responseStream, ServerCallContext context)
    {
        LedgersRead.Enqueue(request);
        for (var i = 1; i <= 2; i++)
        {
            await responseStream.WriteAsync(new StreamLedgerResponse
            {
                Entries =
                {
                    new LedgerEntry
                    {
                        EntryId = i, RunId = request.RunId, RequestId = $"{request.RunId}/0", SampleId = 40 + i, Label = i, Purpose = QueryPurpose.Seed,
                        Strategy = "a,\"b\"", Score = 0.5, Rank = i, Charged = true, Paid = 1, Time = Time, TraceId = "abc", Action = LedgerAction.Bought, File = FileOf(40 + i),
                    },
                },
            });
        }
    }

    /// <summary>What images are called; nothing unless a test says so.</summary>
    public Func<int, string> FileOf { get; set; } = _ => "";

    public override Task<NameImagesResponse> NameImages(NameImagesRequest request, ServerCallContext context) =>
        Task.FromResult(new NameImagesResponse { Files = { request.SampleIds.Select(FileOf) } });

    /// <summary>How often somebody has asked for an image without having answered one.</summary>
    public int Claims { get; private set; }

    public override Task<ClaimQuestionResponse> ClaimQuestion(ClaimQuestionRequest request, ServerCallContext context)
    {
        Claims++;
        return Task.FromResult(new ClaimQuestionResponse { Question = Next(), Progress = Progress() });
    }

    public override Task<AnswerQuestionResponse> AnswerQuestion(AnswerQuestionRequest request, ServerCallContext context)
    {
        _open.Remove(request.SampleId);
        return Task.FromResult(new AnswerQuestionResponse { Entry = Record(request.SampleId, LedgerAction.Answered, request.Reject == RejectReason.Unspecified ? request.Label : -1, request.Annotator, request.Reject), Progress = Progress(), Next = Next() });
    }

    public override Task<SkipQuestionResponse> SkipQuestion(SkipQuestionRequest request, ServerCallContext context)
    {
        _open.Remove(request.SampleId);
        _open.AddLast(request.SampleId);
        return Task.FromResult(new SkipQuestionResponse { Entry = Record(request.SampleId, LedgerAction.Skipped, -1, request.Annotator), Progress = Progress(), Next = Next() });
    }

    public override Task<UndoAnswerResponse> UndoAnswer(UndoAnswerRequest request, ServerCallContext context)
    {
        if (!_done.TryPop(out var last))
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "There is nothing to take back."));
        _open.Remove(last.SampleId);
        _open.AddFirst(last.SampleId);
        Recorded.Enqueue((last.SampleId, LedgerAction.Undone, -1, request.Annotator));
        return Task.FromResult(new UndoAnswerResponse { Entry = EntryOf(last.SampleId, LedgerAction.Undone, -1, request.Annotator), Question = QuestionOf(last.SampleId), Progress = Progress() });
    }

    public override Task<CorrectLabelResponse> CorrectLabel(CorrectLabelRequest request, ServerCallContext context) =>
        Task.FromResult(new CorrectLabelResponse { Entry = Record(request.SampleId, LedgerAction.Corrected, request.Reject == RejectReason.Unspecified ? request.Label : -1, request.Annotator, request.Reject) });

    public override Task<ListAnswersResponse> ListAnswers(ListAnswersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListAnswersResponse { Entries = { EntryOf(42, LedgerAction.Answered, 1, request.Annotator.Length > 0 ? request.Annotator : "bob") } });

    private LedgerEntry Record(int sample, LedgerAction action, int label, string annotator, RejectReason reject = RejectReason.Unspecified)
    {
        Recorded.Enqueue((sample, action, label, annotator));
        var entry = EntryOf(sample, action, label, annotator);
        entry.Reject = reject;
        _done.Push(entry);
        return entry;
    }

    // The run ends with its last answer.
    private QueueProgress Progress() =>
        new() { Budget = new Budget { Limit = 3 }, Open = _open.Count, BatchTotal = 3, BatchAnswered = 3 - _open.Count, Closed = _open.Count == 0 };

    private Question? Next() => _open.First is { } first ? QuestionOf(first.Value) : null;

    private static Question QuestionOf(int sample) =>
        new() { SampleId = sample, Purpose = QueryPurpose.Acquire, Strategy = "margin", Score = 0.25, Rank = 1, Round = 2, RequestId = "r1/2" };

    private static LedgerEntry EntryOf(int sample, LedgerAction action, int label, string annotator) =>
        new() { EntryId = 9, RunId = "r1", SampleId = sample, Action = action, Label = label, Annotator = annotator, Charged = action == LedgerAction.Answered, Time = Time };
}
