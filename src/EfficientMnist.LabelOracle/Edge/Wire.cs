using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Sources;
using Google.Protobuf.WellKnownTypes;

namespace EfficientMnist.LabelOracle.Edge;

/// <summary>Messages of the contract to and from the types of the service.</summary>
internal static class Wire
{
    public static Purchase FromWire(this QueryLabelsRequest request) => new()
    {
        Run = new RunId(request.RunId),
        Request = RequestId.Parse(request.RequestId),
        Purpose = request.Purpose,
        Strategy = request.Strategy,
        Round = request.Round,
        Epoch = request.Epoch,
        Queries = [.. request.Queries.Select(query => new SampleQuery(new SampleId(query.SampleId), query.Score, query.Rank, query.Strategy))],
    };

    public static SourceSettings FromWire(this LabelSource? source) =>
        source is null ? SourceSettings.None : new SourceSettings(source.Connection, source.Query, source.Address);

    /// <summary>What somebody asks for labels; null where nothing is said of prices.</summary>
    public static AskedPrices? FromWire(this Prices? prices) =>
        prices is null ? null : new AskedPrices(prices.Each, prices.OfClass, prices.Money);

    public static Budget ToWire(this RunBudget budget) => new()
    {
        Limit = budget.Limit,
        Spent = budget.Spent,
        Remaining = budget.Remaining,
        Money = budget.Money is { } money ? new Contracts.V1.Money { Limit = money.Limit, Paid = money.Paid, Dearest = money.Dearest } : null,
    };

    public static QueryLabelsResponse ToWire(this PurchaseOutcome.Bought bought) => new()
    {
        Budget = bought.Budget.ToWire(),
        Replayed = bought.Replayed,
        LedgerHead = bought.Head,
        Labels = { bought.Rows.Select(row => new RevealedLabel { SampleId = row.Sample.Value, Label = row.Label, Charged = row.Charged }) },
    };

    /// <summary>Of a point of the curve no more than the accuracy: the counts by class would tell the test labels one by one.</summary>
    public static GradeResponse ToWire(this GradeOutcome.Graded graded, GradingKind kind)
    {
        var response = new GradeResponse
        {
            Accuracy = graded.Result.Accuracy,
            Classes = graded.Result.Classes,
            GradingNumber = graded.Number,
            GradingsOfDataset = graded.OfDataset,
            Replayed = graded.Replayed,
        };
        if (kind == GradingKind.Final)
        {
            response.MacroF1 = graded.Result.MacroF1;
            response.Confusion.AddRange(graded.Result.Counts);
        }
        return response;
    }

    public static LedgerEntry ToWire(this LedgerRow row, PoolFiles files) => new()
    {
        EntryId = row.EntryId,
        RunId = row.Run.Value,
        RequestId = row.Request.Value,
        SampleId = row.Sample.Value,
        Label = row.Label,
        Reject = row.Reject,
        Purpose = row.Purpose,
        Strategy = row.Strategy,
        Score = row.Score,
        Rank = row.Rank,
        Round = row.Round,
        Charged = row.Charged,
        Paid = row.Paid,
        Time = Timestamp.FromDateTimeOffset(row.Time),
        TraceId = row.TraceId,
        Action = row.Action,
        Annotator = row.Annotator,
        SupersedesEntryId = row.Supersedes,
        File = files.Of(row.Sample, isPaid: row.Label != LedgerRow.NoLabel || row.Reject != RejectReason.Unspecified),
    };

    public static IReadOnlyList<SampleId> ToSamples(this IEnumerable<int> ids) => [.. ids.Select(id => new SampleId(id))];

    /// <summary>A request that says neither is refused.</summary>
    public static Verdict FromWire(this AnswerQuestionRequest request) =>
        request.AnswerCase == AnswerQuestionRequest.AnswerOneofCase.Label ? Verdict.Of(request.Label) : Verdict.Of(request.Reject);

    /// <summary>A request that says neither is refused.</summary>
    public static Verdict FromWire(this CorrectLabelRequest request) =>
        request.AnswerCase == CorrectLabelRequest.AnswerOneofCase.Label ? Verdict.Of(request.Label) : Verdict.Of(request.Reject);

    public static LedgerFilter FromWire(this StreamLedgerRequest request) => new()
    {
        After = request.AfterEntryId,
        Before = request.BeforeEntryId,
        NewestFirst = request.NewestFirst,
        Limit = request.Limit,
        Purpose = request.Purpose,
        Action = request.Action,
        Round = request.Round,
        Label = request.Label,
        Sample = request.SampleId is { } sample ? new SampleId(sample) : null,
        Annotator = request.Annotator,
    };

    public static AskLabelsResponse ToWire(this PurchaseOutcome.Asked asked) =>
        new() { Asked = asked.Open, Answered = asked.Answered, Budget = asked.Budget.ToWire(), Replayed = asked.Replayed };

    public static Contracts.V1.Question ToWire(this Questions.Question question, PoolFiles files) => new()
    {
        SampleId = question.Sample.Value,
        Purpose = question.Purpose,
        Strategy = question.Strategy,
        Score = question.Score,
        Rank = question.Rank,
        Round = question.Round,
        RequestId = question.Request.Value,
        Skipped = question.IsSkipped,
        Second = question.IsSecond,
        File = files.Of(question.Sample, isPaid: false),
        LeasedUntil = question.HeldUntil is { } until ? Timestamp.FromDateTimeOffset(until) : null,
    };

    public static Contracts.V1.QueueProgress ToWire(this Questions.QueueProgress progress) => new()
    {
        Budget = progress.Budget.ToWire(),
        Open = progress.Open,
        Claimed = progress.Claimed,
        Skipped = progress.Skipped,
        Answered = progress.Answered,
        RequestId = progress.Request,
        Round = progress.Round,
        BatchTotal = progress.BatchTotal,
        BatchAnswered = progress.BatchAnswered,
        LastEntryId = progress.LastEntry,
        Closed = progress.IsClosed,
        Graded = progress.IsGraded,
        Rejected = progress.Rejected,
        SecondOpen = progress.SecondOpen,
        SecondAnswered = progress.SecondAnswered,
    };

    public static GetAgreementResponse ToWire(this Agreement agreement, PoolFiles files) => new()
    {
        Drawn = agreement.Drawn,
        Answered = agreement.Twice.Count,
        Agreed = agreement.Agreed,
        Kappa = agreement.Kappa,
        Pairs =
        {
            agreement.Pairs.Select(pair => new PairAgreement { First = pair.First, Second = pair.Second, Images = pair.Images, Agreed = pair.Agreed, Kappa = pair.Kappa }),
        },
        Disagreements =
        {
            agreement.Disagreements.Select(image => new Disagreement
            {
                SampleId = image.Sample.Value,
                File = files.Of(image.Sample, isPaid: true),
                First = image.First.ToWire(),
                Second = image.Second.ToWire(),
                Settled = image.IsSettled,
            }),
        },
    };

    private static Contracts.V1.Said ToWire(this Questions.Said said) => new() { Annotator = said.Annotator, Label = said.Label, Reject = said.Reject };

    public static WatchQuestionsResponse ToWire(this RequestProgress progress) => new()
    {
        Total = progress.Total,
        Answered = progress.Answered,
        Skipped = progress.Skipped,
        Budget = progress.Budget.ToWire(),
        Labels =
        {
            progress.IsComplete
                ? progress.Questions.Select(question => new RevealedLabel { SampleId = question.Sample.Value, Label = question.Label!.Value, Charged = true })
                : [],
        },
    };
}
