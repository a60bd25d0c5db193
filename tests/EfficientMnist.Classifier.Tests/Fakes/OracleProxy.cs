using System.Collections.Concurrent;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Fakes;

/// <summary>Stands before the real oracle and spoils calls the way a network and a crash do.</summary>
internal sealed class OracleProxy(Lazy<LabelOracleService.LabelOracleServiceClient> oracle) : LabelOracleService.LabelOracleServiceBase
{
    /// <summary>While set, every call is answered UNAVAILABLE.</summary>
    public volatile bool Away;

    /// <summary>Purchases still to be made but answered UNAVAILABLE: the labels are charged and the answer is lost.</summary>
    public int AnswersToLose;

    /// <summary>Awaited after a purchase was made and before it is answered.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    public ConcurrentQueue<string> Requests { get; } = [];

    public ConcurrentQueue<GradeRequest> Gradings { get; } = [];

    public override async Task<OpenRunResponse> OpenRun(OpenRunRequest request, ServerCallContext context)
    {
        FailWhileAway();
        return await oracle.Value.OpenRunAsync(request, cancellationToken: context.CancellationToken);
    }

    public override async Task<QueryLabelsResponse> QueryLabels(QueryLabelsRequest request, ServerCallContext context)
    {
        FailWhileAway();
        Requests.Enqueue(request.RequestId);
        var response = await oracle.Value.QueryLabelsAsync(request, cancellationToken: CancellationToken.None);
        if (Interlocked.Decrement(ref AnswersToLose) >= 0)
            throw new RpcException(new Status(StatusCode.Unavailable, "The answer got lost."));
        await BeforeAnswer();
        return response;
    }

    public override async Task<AskLabelsResponse> AskLabels(QueryLabelsRequest request, ServerCallContext context)
    {
        FailWhileAway();
        Requests.Enqueue(request.RequestId);
        return await oracle.Value.AskLabelsAsync(request, cancellationToken: context.CancellationToken);
    }

    public override async Task WatchQueue(WatchQueueRequest request, IServerStreamWriter<WatchQueueResponse> responseStream, ServerCallContext context)
    {
        FailWhileAway();
        using var watch = oracle.Value.WatchQueue(request, cancellationToken: context.CancellationToken);
        await ForwardAsync(watch.ResponseStream, responseStream, context);
    }

    public override async Task WatchQuestions(WatchQuestionsRequest request, IServerStreamWriter<WatchQuestionsResponse> responseStream, ServerCallContext context)
    {
        FailWhileAway();
        using var watch = oracle.Value.WatchQuestions(request, cancellationToken: context.CancellationToken);
        await ForwardAsync(watch.ResponseStream, responseStream, context);
    }

    public override async Task StreamLedger(StreamLedgerRequest request, IServerStreamWriter<StreamLedgerResponse> responseStream, ServerCallContext context)
    {
        FailWhileAway();
        using var ledger = oracle.Value.StreamLedger(request, cancellationToken: context.CancellationToken);
        await ForwardAsync(ledger.ResponseStream, responseStream, context);
    }

    public override async Task<GetBudgetResponse> GetBudget(GetBudgetRequest request, ServerCallContext context)
    {
        FailWhileAway();
        return await oracle.Value.GetBudgetAsync(request, cancellationToken: context.CancellationToken);
    }

    public override async Task<ExtendBudgetResponse> ExtendBudget(ExtendBudgetRequest request, ServerCallContext context)
    {
        FailWhileAway();
        return await oracle.Value.ExtendBudgetAsync(request, cancellationToken: context.CancellationToken);
    }

    public override async Task<CloseRunResponse> CloseRun(CloseRunRequest request, ServerCallContext context)
    {
        FailWhileAway();
        return await oracle.Value.CloseRunAsync(request, cancellationToken: context.CancellationToken);
    }

    public override async Task<GradeResponse> Grade(GradeRequest request, ServerCallContext context)
    {
        FailWhileAway();
        Gradings.Enqueue(request);
        return await oracle.Value.GradeAsync(request, cancellationToken: context.CancellationToken);
    }

    private async Task ForwardAsync<T>(IAsyncStreamReader<T> from, IServerStreamWriter<T> to, ServerCallContext context)
    {
        await foreach (var message in from.ReadAllAsync(context.CancellationToken))
        {
            FailWhileAway();
            await to.WriteAsync(message, context.CancellationToken);
        }
    }

    private void FailWhileAway()
    {
        if (Away)
            throw new RpcException(new Status(StatusCode.Unavailable, "The oracle is on holiday."));
    }
}
