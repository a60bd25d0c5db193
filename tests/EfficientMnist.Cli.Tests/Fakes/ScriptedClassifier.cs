using System.Collections.Concurrent;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Tests.Fakes;

/// <summary>Plays runs back as a test has written them.</summary>
internal sealed class ScriptedClassifier : ClassifierService.ClassifierServiceBase
{
    public ConcurrentQueue<StartRunRequest> Started { get; } = [];

    public ConcurrentQueue<string> Stopped { get; } = [];

    public ConcurrentQueue<string> Resumed { get; } = [];

    /// <summary>Runs that were followed: a completed one that is found again is not.</summary>
    public ConcurrentQueue<string> Watched { get; } = [];

    public ConcurrentDictionary<string, Run> Runs { get; } = [];

    /// <summary>How a run ends; by default well.</summary>
    public Func<Run, Run> End { get; set; } = Completed;

    /// <summary>Watches still to be broken off with UNAVAILABLE before one is played to the end.</summary>
    public int WatchesToBreak;

    /// <summary>What a run tells of itself while it runs.</summary>
    public Action<Run> OnTheWay { get; set; } = _ => { };

    /// <summary>Released for every run that is stopped.</summary>
    public SemaphoreSlim StopCame { get; } = new(0);

    /// <summary>Awaited before the end is told.</summary>
    public Func<CancellationToken, Task> BeforeEnd { get; set; } = _ => Task.CompletedTask;

    public override Task<StartRunResponse> StartRun(StartRunRequest request, ServerCallContext context)
    {
        Started.Enqueue(request);
        if (request.Options.TryGetValue("strategy", out var strategy) && strategy == "tea_leaves")
            throw new RpcException(new Status(StatusCode.InvalidArgument, "There is no strategy 'tea_leaves'; choose one of random, margin."));
        var id = request.RunId.Length > 0 ? request.RunId : $"run-{Started.Count}";
        var run = new Run
        {
            RunId = id,
            Name = request.Options.Count == 0 ? "default" : string.Join(',', request.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}")),
            State = RunState.Queued,
            BudgetLimit = 200,
            Options = { ["dataset"] = "fashion-mnist", ["labels"] = "200", ["seed"] = "1", ["strategy"] = "margin", ["encoder.kind"] = "contrastive" },
        };
        foreach (var (name, value) in request.Options)
            run.Options[name] = value;
        if (Runs.TryGetValue(id, out var existing))
        {
            return existing.Options.Equals(run.Options)
                ? Task.FromResult(new StartRunResponse { Run = existing })
                : throw new RpcException(new Status(StatusCode.FailedPrecondition, $"Run {id} exists already, with other options."));
        }
        return Task.FromResult(new StartRunResponse { Run = Runs[id] = run });
    }

    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<WatchRunResponse> responseStream, ServerCallContext context)
    {
        Watched.Enqueue(request.RunId);
        var run = Find(request.RunId).Clone();
        await responseStream.WriteAsync(new WatchRunResponse { Run = run }, context.CancellationToken);
        run.State = RunState.Running;
        run.Phase = RunPhase.Encoder;
        run.Progress = new PhaseProgress { Phase = RunPhase.Encoder, Done = 30, Total = 120, Unit = "step", Rate = 1_450, EtaSeconds = 75, Loss = 3.25 };
        OnTheWay(run);
        await responseStream.WriteAsync(new WatchRunResponse { Run = run }, context.CancellationToken);
        if (Interlocked.Decrement(ref WatchesToBreak) >= 0)
            throw new RpcException(new Status(StatusCode.Unavailable, "restarting"));
        await BeforeEnd(context.CancellationToken);
        await responseStream.WriteAsync(new WatchRunResponse { Run = Runs[request.RunId] = End(run.Clone()) }, context.CancellationToken);
    }

    public override Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context) =>
        Task.FromResult(new GetRunResponse { Run = Find(request.RunId) });

    public override Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListRunsResponse { Runs = { Runs.Values.Where(run => request.Archived || !run.Archived) } });

    public override Task<ArchiveRunResponse> ArchiveRun(ArchiveRunRequest request, ServerCallContext context)
    {
        Runs[request.RunId].Archived = !request.Undo;
        return Task.FromResult(new ArchiveRunResponse { Run = Runs[request.RunId] });
    }

    public override Task<DescribeRunResponse> DescribeRun(DescribeRunRequest request, ServerCallContext context)
    {
        Runs[request.RunId].Description = request.Description;
        return Task.FromResult(new DescribeRunResponse { Run = Runs[request.RunId] });
    }

    public override Task<MarkImagesResponse> MarkImages(MarkImagesRequest request, ServerCallContext context)
    {
        var run = Runs[request.RunId];
        var marked = request.SampleIds.Count;
        if (request.Mark == ImageMark.Next)
            run.Wanted += marked;
        else if (request.Mark == ImageMark.Excluded)
            run.Excluded += marked;
        else
            (marked, run.Wanted, run.Excluded) = (run.Wanted + run.Excluded, 0, 0);
        return Task.FromResult(new MarkImagesResponse { Run = run, Marked = marked });
    }

    public override Task<DeleteRunResponse> DeleteRun(DeleteRunRequest request, ServerCallContext context)
    {
        Runs.Remove(request.RunId, out _);
        return Task.FromResult(new DeleteRunResponse());
    }

    public override Task<StopRunResponse> StopRun(StopRunRequest request, ServerCallContext context)
    {
        Stopped.Enqueue(request.RunId);
        var run = Find(request.RunId);
        run.State = RunState.Stopped;
        StopCame.Release();
        return Task.FromResult(new StopRunResponse { Run = run });
    }

    public override Task<ResumeRunResponse> ResumeRun(ResumeRunRequest request, ServerCallContext context)
    {
        Resumed.Enqueue(request.RunId);
        var run = Find(request.RunId);
        run.State = RunState.Queued;
        return Task.FromResult(new ResumeRunResponse { Run = run });
    }

    public override Task<ExtendRunResponse> ExtendRun(ExtendRunRequest request, ServerCallContext context) =>
        Task.FromResult(new ExtendRunResponse
        {
            Run = new Run { RunId = request.RunId, State = RunState.Queued, BudgetSpent = 40, BudgetLimit = Math.Max(request.Labels, 50), Paid = request.Money > 0 ? 1_000 : 0, MoneyLimit = request.Money, Options = { ["oracle.price"] = request.Money > 0 ? "25" : "none" } },
        });

    public override async Task ExportModel(ExportModelRequest request, IServerStreamWriter<ExportModelResponse> responseStream, ServerCallContext context)
    {
        if (request.RunId != "run-1")
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "A model with a student in it cannot be exported exactly."));
        await responseStream.WriteAsync(new ExportModelResponse { Part = Google.Protobuf.ByteString.CopyFromUtf8("the ") });
        await responseStream.WriteAsync(new ExportModelResponse { Part = Google.Protobuf.ByteString.CopyFromUtf8("model") });
    }

    public override Task<RelearnRunResponse> RelearnRun(RelearnRunRequest request, ServerCallContext context) =>
        Task.FromResult(new RelearnRunResponse { Run = Find(request.RunId) });

    public override Task<DescribeOptionsResponse> DescribeOptions(DescribeOptionsRequest request, ServerCallContext context)
    {
        if (request.Options.TryGetValue("labels", out var labels) && !int.TryParse(labels, out _))
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"labels='{labels}' is no number."));
        var response = new DescribeOptionsResponse
        {
            Options =
            {
                new RunOption { Name = "labels", Value = request.Options.GetValueOrDefault("labels", "1000"), Allowed = "a whole number from 1 to 1000000", Meaning = "How many." },
                new RunOption { Name = "preset", Value = "standard", Allowed = "text", Choices = { "standard", "quick" }, Meaning = "The defaults." },
            },
        };
        response.Options.Add(request.Options.Where(o => o.Key.StartsWith("encoder.", StringComparison.Ordinal)).Select(o => new RunOption { Name = o.Key, Value = o.Value }));
        if (request.Options.GetValueOrDefault("dataset") == "mnist")
            response.Options.Add(new RunOption { Name = "encoder.flip", Value = "0" });
        return Task.FromResult(response);
    }

    public override Task<PreviewBatchResponse> PreviewBatch(PreviewBatchRequest request, ServerCallContext context) => Task.FromResult(new PreviewBatchResponse
    {
        Strategy = request.Options.GetValueOrDefault("strategy", "margin"),
        Round = request.RunId.Length > 0 ? 3 : 0,
        Samples =
        {
            new PreviewedSample { SampleId = 4711, Score = 0.98765, Rank = 1, Reason = "the two likeliest classes are 1.2 points apart; shirt 41 %, coat 40 %" },
            new PreviewedSample { SampleId = 42, Score = 0.9, Rank = 2, Reason = "why [not]" },
        },
        Cost = 2,
        BudgetLeft = 1_100,
    });

    /// <summary>The projection asked for last.</summary>
    public GetProjectionRequest? Drawn { get; private set; }

    public override async Task GetProjection(GetProjectionRequest request, IServerStreamWriter<GetProjectionResponse> responseStream, ServerCallContext context)
    {
        Drawn = request;
        await responseStream.WriteAsync(new GetProjectionResponse { Progress = new ProjectionProgress { Step = "layout", Done = 0.5 } });
        var info = new ProjectionInfo { Method = request.Method, Dataset = "parts", EncoderId = "0123456789abcdef", Count = 3, PoolCount = request.Method == ProjectionMethod.Tsne ? 3 : 3_000, MaxX = 2, MinY = -1, MaxY = 1, Seconds = 1.25, Seed = request.Seed };
        await responseStream.WriteAsync(new GetProjectionResponse { Info = info });
        await responseStream.WriteAsync(new GetProjectionResponse { Points = new ProjectionPoints { SampleIds = { 0, 1 }, X = { 0, 1 }, Y = { -1, 0.5f } } });
        await responseStream.WriteAsync(new GetProjectionResponse { Points = new ProjectionPoints { SampleIds = { 2 }, X = { 2 }, Y = { 1 } } });
    }

    public override Task StreamPoolState(StreamPoolStateRequest request, IServerStreamWriter<StreamPoolStateResponse> responseStream, ServerCallContext context) =>
        responseStream.WriteAsync(new StreamPoolStateResponse
        {
            ClassNames = { "nut", "bolt, long" },
            SampleIds = { 0, 1, 2 },
            Predicted = { 0, 1, 1 },
            Confidence = { 1, 0.75f, 0.5f },
            Uncertainty = { 0, 0.5f, 1 },
            Bought = { 1, 0, 2 },
            Label = { 0, -1, 1 },
            Validation = { false, false, true },
        });

    public override Task<ListSuspectsResponse> ListSuspects(ListSuspectsRequest request, ServerCallContext context) => Task.FromResult(new ListSuspectsResponse
    {
        Labels = 40,
        Answers = 2,
        ClassNames = { "cat", "dog" },
        Suspects = { new Suspect { SampleId = 4711, GivenLabel = 0, SuggestedLabel = 1, Probabilities = { 0.125f, 0.875f }, Round = 3 } },
    });

    public override Task<ListUncertainResponse> ListUncertain(ListUncertainRequest request, ServerCallContext context) => Task.FromResult(new ListUncertainResponse
    {
        ClassNames = { "cat", "dog" },
        Samples = { new UncertainSample { SampleId = request.Limit, PredictedLabel = 1, Probabilities = { 0.375f, 0.625f } } },
    });

    public override Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context)
    {
        var response = new PredictResponse();
        for (var i = 0; i < request.Count; i++)
            response.Predictions.Add(new Contracts.V1.Prediction { Label = 1, ClassName = "trouser", Probabilities = { 0.25f, 0.75f, 0f } });
        return Task.FromResult(response);
    }

    private static Run Completed(Run run)
    {
        var gain = run.Options["strategy"] == "random" ? 0 : 0.05;
        run.State = RunState.Completed;
        run.Phase = RunPhase.Done;
        run.Progress = new PhaseProgress { Phase = RunPhase.Done };
        run.BudgetSpent = 200;
        run.Seconds = 12.3456;
        run.Estimate = new AccuracyEstimate { Kind = "lure", Accuracy = 0.84, Low = 0.76, High = 0.9, Labels = 20, Confidence = 0.95 };
        run.Stopping = new Stopping { Rule = "budget", Stopped = true, Reason = "the budget of 200 labels is spent" };
        run.Result = new RunResult
        {
            Accuracy = 0.8 + gain,
            MacroF1 = 0.79 + gain,
            Classes = 2,
            Confusion = { 45, 5, 8, 42 },
            Curve = { new CurvePoint { Labels = 100, Accuracy = 0.76 + gain }, new CurvePoint { Labels = 200, Accuracy = 0.8 + gain } },
            Members = { new MemberGrade { Name = "kernel", Accuracy = 0.84 }, new MemberGrade { Name = "student", Accuracy = 0.845 } },
        };
        return run;
    }

    private Run Find(string id) => Runs.TryGetValue(id, out var run) ? run : throw new RpcException(new Status(StatusCode.NotFound, $"There is no run '{id}'."));
}
