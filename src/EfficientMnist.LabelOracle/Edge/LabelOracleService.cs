using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using Grpc.Core;

namespace EfficientMnist.LabelOracle.Edge;

/// <summary>The contract label_oracle.proto over gRPC. Here, and only here, outcomes become statuses.</summary>
internal sealed class LabelOracleService(RunRegister runs, Ledger ledger, GradeBook gradeBook)
    : Contracts.V1.LabelOracleService.LabelOracleServiceBase
{
    public override async Task<OpenRunResponse> OpenRun(OpenRunRequest request, ServerCallContext context) =>
        await runs.OpenAsync(RunId.Parse(request.RunId), request.Dataset, request.Budget, context.CancellationToken) switch
        {
            OpenRunOutcome.Opened(var run, var classNames) => new OpenRunResponse { Budget = run.Budget.ToWire(), ClassNames = { classNames } },
            OpenRunOutcome.Taken taken => throw Refusal.Of(taken),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };

    public override async Task<QueryLabelsResponse> QueryLabels(QueryLabelsRequest request, ServerCallContext context) =>
        await ledger.BuyAsync(request.FromWire(), context.CancellationToken) switch
        {
            PurchaseOutcome.Bought bought => bought.ToWire(),
            var refused => throw Refusal.Of(refused),
        };

    public override async Task<GetBudgetResponse> GetBudget(GetBudgetRequest request, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        return new GetBudgetResponse
        {
            Budget = run.Budget.ToWire(),
            Gradings = await gradeBook.CountAsync(run.Id, context.CancellationToken),
        };
    }

    public override async Task StreamLedger(StreamLedgerRequest request, IServerStreamWriter<StreamLedgerResponse> responseStream, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        await foreach (var page in ledger.ReadAsync(run.Id, request.AfterEntryId, context.CancellationToken))
        {
            await responseStream.WriteAsync(
                new StreamLedgerResponse { Entries = { page.Select(row => row.ToWire()) } }, context.CancellationToken);
        }
    }

    public override async Task<GradeResponse> Grade(GradeRequest request, ServerCallContext context) =>
        await gradeBook.GradeAsync(
            RunId.Parse(request.RunId), request.Kind, request.Member, request.LabelsUsed, request.Predictions, context.CancellationToken) switch
        {
            GradeOutcome.Graded(var result, var number) => new GradeResponse
            {
                Accuracy = result.Accuracy,
                MacroF1 = result.MacroF1,
                Classes = result.Classes,
                Confusion = { result.Counts },
                GradingNumber = number,
            },
            var refused => throw Refusal.Of(refused),
        };

    private async Task<Runs.Run> FindRunAsync(string text, CancellationToken cancellationToken)
    {
        var id = RunId.Parse(text);
        return await runs.FindAsync(id, cancellationToken) ?? throw Refusal.NoSuchRun(id);
    }
}
