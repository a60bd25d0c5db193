using System.Runtime.ExceptionServices;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Inspection;
using EfficientMnist.Classifier.Projections;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using Grpc.Core;

namespace EfficientMnist.Classifier.Grpc;

/// <summary>The gRPC edge of the runs.</summary>
internal sealed class RunService(
    RunRegistry registry, PoolDefaults defaults, Predictor predictor, ModelExporter exporter, BatchPreviewer previewer, RunInspector inspector, ProjectionQueue projections, PoolStateReader pools, IHostApplicationLifetime lifetime) : ClassifierService.ClassifierServiceBase
{
    public override async Task<StartRunResponse> StartRun(StartRunRequest request, ServerCallContext context)
    {
        var options = await defaults.AddToAsync(request.Options, context.CancellationToken);
        await defaults.RequireStartableAsync(options, context.CancellationToken);
        return new StartRunResponse { Run = (await registry.StartAsync(request.RunId, options)).Message };
    }

    public override async Task<DescribeOptionsResponse> DescribeOptions(DescribeOptionsRequest request, ServerCallContext context) =>
        OptionGuide.Describe(await defaults.AddToAsync(request.Options, context.CancellationToken));

    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<WatchRunResponse> responseStream, ServerCallContext context)
    {
        if (registry.Damage(request.RunId) is { } damaged)
        {
            await responseStream.WriteAsync(new WatchRunResponse { Run = damaged.ToMessage() }, context.CancellationToken);
            return;
        }
        // An open watch must not hold up the shutdown.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var run in registry.WatchAsync(request.RunId, end.Token))
            {
                await responseStream.WriteAsync(new WatchRunResponse { Run = run }, end.Token);
                if (run.State is RunState.Completed or RunState.Failed or RunState.Stopped)
                    return;
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Refusal.Unavailable("The classifier shuts down. Its runs go on when it is back; watch again.");
        }
    }

    public override async Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context) =>
        new() { Run = registry.Damage(request.RunId)?.ToMessage() ?? (await registry.ReadAsync(request.RunId)).Message };

    public override Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context) =>
        Task.FromResult(RunPage.Of(registry.List(request.Archived), request.PageSize, request.PageToken));

    public override async Task<ArchiveRunResponse> ArchiveRun(ArchiveRunRequest request, ServerCallContext context) =>
        new() { Run = (await registry.ArchiveAsync(request.RunId, archived: !request.Undo)).Message };

    public override async Task<DescribeRunResponse> DescribeRun(DescribeRunRequest request, ServerCallContext context) =>
        new() { Run = (await registry.DescribeAsync(request.RunId, RunMessages.Notes(request.Description))).Message };

    public override async Task<MarkImagesResponse> MarkImages(MarkImagesRequest request, ServerCallContext context)
    {
        var run = await registry.ReadAsync(request.RunId);
        var marked = await registry.MarkAsync(request.RunId, request.Mark, [.. request.SampleIds], await pools.CountAsync(run, context.CancellationToken));
        return new MarkImagesResponse { Run = marked.Run.Message, Marked = marked.Marked, Answered = marked.Answered, SetAside = marked.SetAside };
    }

    public override async Task<DeleteRunResponse> DeleteRun(DeleteRunRequest request, ServerCallContext context)
    {
        await registry.DeleteAsync(request.RunId);
        return new DeleteRunResponse();
    }

    public override async Task<StopRunResponse> StopRun(StopRunRequest request, ServerCallContext context) =>
        new() { Run = (await registry.StopAsync(request.RunId)).Message };

    public override async Task<ResumeRunResponse> ResumeRun(ResumeRunRequest request, ServerCallContext context) =>
        new() { Run = (await registry.ResumeAsync(request.RunId)).Message };

    public override async Task<RelearnRunResponse> RelearnRun(RelearnRunRequest request, ServerCallContext context) =>
        new() { Run = (await registry.RelearnAsync(request.RunId)).Message };

    public override async Task<ExtendRunResponse> ExtendRun(ExtendRunRequest request, ServerCallContext context)
    {
        var run = await registry.ReadAsync(request.RunId);
        await defaults.RequireExtendableAsync(run.Options, request.Labels, run.History.Learner.Excluded.Except(run.History.Answered).Count(), context.CancellationToken);
        return new ExtendRunResponse { Run = (await registry.ExtendAsync(request.RunId, request.Labels, request.Money)).Message };
    }

    public override async Task<PreviewBatchResponse> PreviewBatch(PreviewBatchRequest request, ServerCallContext context) =>
        await previewer.PreviewAsync(
            request.RunId, request.RunId.Length > 0 ? request.Options : await defaults.AddToAsync(request.Options, context.CancellationToken), context.CancellationToken);

    public override async Task GetProjection(GetProjectionRequest request, IServerStreamWriter<GetProjectionResponse> responseStream, ServerCallContext context)
    {
        var work = await projections.DrawAsync(request, context.CancellationToken);
        await foreach (var state in work.WatchAsync(context.CancellationToken))
        {
            if (state.Error is { } error)
                ExceptionDispatchInfo.Throw(error);
            if (state.Picture is { } picture)
            {
                foreach (var message in picture.ToMessages())
                    await responseStream.WriteAsync(message, context.CancellationToken);
                return;
            }
            var progress = new Contracts.V1.ProjectionProgress { Step = state.Step, Done = state.Done };
            await responseStream.WriteAsync(new GetProjectionResponse { Progress = progress }, context.CancellationToken);
        }
    }

    public override async Task StreamPoolState(StreamPoolStateRequest request, IServerStreamWriter<StreamPoolStateResponse> responseStream, ServerCallContext context)
    {
        var run = await registry.ReadAsync(request.RunId);
        foreach (var message in (await pools.ReadAsync(run, context.CancellationToken)).ToMessages(run.History))
            await responseStream.WriteAsync(message, context.CancellationToken);
    }

    public override Task<ListSuspectsResponse> ListSuspects(ListSuspectsRequest request, ServerCallContext context) =>
        inspector.SuspectsAsync(request.RunId, request.Limit, context.CancellationToken);

    public override Task<ListUncertainResponse> ListUncertain(ListUncertainRequest request, ServerCallContext context) =>
        inspector.UncertainAsync(request.RunId, request.Limit, context.CancellationToken);

    public override async Task ExportModel(ExportModelRequest request, IServerStreamWriter<ExportModelResponse> responseStream, ServerCallContext context)
    {
        foreach (var part in FileParts.Of(await exporter.WriteAsync(request.RunId, context.CancellationToken)))
            await responseStream.WriteAsync(new ExportModelResponse { Part = part }, context.CancellationToken);
    }

    public override async Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context)
    {
        var response = new PredictResponse();
        response.Predictions.AddRange(request.SampleIds.Count > 0
            ? await predictor.PredictPoolAsync(request.RunId, request.SampleIds, context.CancellationToken)
            : await predictor.PredictAsync(request.RunId, request.Pixels.Memory, request.Count, context.CancellationToken));
        return response;
    }
}
