using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace EfficientMnist.LabelOracle.Edge;

/// <summary>The contract label_oracle.proto over gRPC. Here, and only here, outcomes become statuses.</summary>
internal sealed class LabelOracleService(
    RunRegister runs, Ledger ledger, LedgerAudit audit, GradingStore gradingStore, QuestionQueue questions, AnswerStore answers, QueueWatch watch, FileCatalog files, IHostApplicationLifetime lifetime)
    : Contracts.V1.LabelOracleService.LabelOracleServiceBase
{
    public override async Task<OpenRunResponse> OpenRun(OpenRunRequest request, ServerCallContext context)
    {
        var oracle = request.Oracle == OracleKind.Unspecified ? OracleKind.Dataset : request.Oracle;
        return await runs.OpenAsync(new RunId(request.RunId), request.Dataset, request.Budget, oracle, request.ClassNames, context.CancellationToken, request.Source.FromWire(), request.SecondShare, request.Prices.FromWire()) switch
        {
            OpenRunOutcome.Opened(var run, var notGradable, var given) => new OpenRunResponse
            {
                Budget = run.Budget.ToWire(),
                ClassNames = { run.ClassNames },
                NotGradable = notGradable,
                Given = { given.Select(label => new Contracts.V1.GivenLabel { SampleId = label.Sample.Value, Label = label.Label, Validate = label.ForValidation }) },
            },
            OpenRunOutcome.Taken taken => throw OutcomeRefusals.Of(taken),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    public override async Task<ExtendBudgetResponse> ExtendBudget(ExtendBudgetRequest request, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        var (budget, extensions) = await runs.ExtendAsync(run.Id, request.Budget, context.CancellationToken, request.Money);
        return new ExtendBudgetResponse { Budget = budget.ToWire(), Extensions = extensions };
    }

    public override async Task<QueryLabelsResponse> QueryLabels(QueryLabelsRequest request, ServerCallContext context) =>
        await ledger.BuyAsync(request.FromWire(), context.CancellationToken) switch
        {
            PurchaseOutcome.Bought bought => bought.ToWire(),
            var refused => throw OutcomeRefusals.Of(refused),
        };

    public override async Task<AskLabelsResponse> AskLabels(QueryLabelsRequest request, ServerCallContext context) =>
        await questions.AskAsync(request.FromWire(), context.CancellationToken) switch
        {
            PurchaseOutcome.Asked asked => asked.ToWire(),
            var refused => throw OutcomeRefusals.Of(refused),
        };

    public override async Task WatchQuestions(WatchQuestionsRequest request, IServerStreamWriter<WatchQuestionsResponse> responseStream, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        await FollowAsync(end => watch.RequestAsync(run.Id, RequestId.Parse(request.RequestId), end), responseStream, progress => progress.ToWire(), context);
    }

    public override async Task<ClaimQuestionResponse> ClaimQuestion(ClaimQuestionRequest request, ServerCallContext context)
    {
        var outcome = await questions.ClaimAsync(new RunId(request.RunId), Annotator.Parse(request.Annotator), context.CancellationToken);
        var claimed = outcome as AnswerOutcome.Claimed ?? throw OutcomeRefusals.Of(outcome);
        return new ClaimQuestionResponse { Question = claimed.Question?.ToWire(await FilesAsync(claimed.Run, context)), Progress = claimed.Progress.ToWire() };
    }

    public override async Task<AnswerQuestionResponse> AnswerQuestion(AnswerQuestionRequest request, ServerCallContext context)
    {
        var recorded = Recorded(await answers.AnswerAsync(
            new RunId(request.RunId), new SampleId(request.SampleId), request.FromWire(), Annotator.Parse(request.Annotator), context.CancellationToken));
        var named = await FilesAsync(recorded.Run, context);
        return new AnswerQuestionResponse
        {
            Entry = recorded.Row.ToWire(named),
            Progress = recorded.Progress.ToWire(),
            Replayed = recorded.Replayed,
            Next = recorded.Next?.ToWire(named),
        };
    }

    public override async Task<ListQuestionsResponse> ListQuestions(ListQuestionsRequest request, ServerCallContext context)
    {
        var open = Open(await questions.ListAsync(new RunId(request.RunId), Annotator.Parse(request.Annotator), request.Limit, context.CancellationToken));
        var named = await FilesAsync(open.Run, context);
        return new ListQuestionsResponse { Questions = { open.Questions.Select(question => question.ToWire(named)) }, Progress = open.Progress.ToWire() };
    }

    public override async Task<ClaimQuestionsResponse> ClaimQuestions(ClaimQuestionsRequest request, ServerCallContext context)
    {
        var open = Open(await questions.ClaimAsync(new RunId(request.RunId), request.SampleIds.ToSamples(), Annotator.Parse(request.Annotator), context.CancellationToken));
        var named = await FilesAsync(open.Run, context);
        return new ClaimQuestionsResponse { Questions = { open.Questions.Select(question => question.ToWire(named)) }, Progress = open.Progress.ToWire() };
    }

    public override async Task<AnswerQuestionsResponse> AnswerQuestions(AnswerQuestionsRequest request, ServerCallContext context)
    {
        var several = Several(await answers.AnswerAsync(
            new RunId(request.RunId), request.SampleIds.ToSamples(), Verdict.Of(request.Label), Annotator.Parse(request.Annotator), context.CancellationToken));
        var named = await FilesAsync(several.Run, context);
        return new AnswerQuestionsResponse
        {
            Entries = { several.Entries.Where(recorded => !recorded.Replayed).Select(recorded => recorded.Row.ToWire(named)) },
            LeftOut = { several.LeftOut.Select(left => new LeftOutQuestion { SampleId = left.Sample.Value, Reason = OutcomeRefusals.Of(left.Why).Message }) },
            Progress = several.Progress.ToWire(),
        };
    }

    public override async Task<SkipQuestionResponse> SkipQuestion(SkipQuestionRequest request, ServerCallContext context)
    {
        var recorded = Recorded(await answers.SkipAsync(
            new RunId(request.RunId), new SampleId(request.SampleId), Annotator.Parse(request.Annotator), context.CancellationToken));
        var named = await FilesAsync(recorded.Run, context);
        return new SkipQuestionResponse { Entry = recorded.Row.ToWire(named), Progress = recorded.Progress.ToWire(), Next = recorded.Next?.ToWire(named) };
    }

    public override async Task<UndoAnswerResponse> UndoAnswer(UndoAnswerRequest request, ServerCallContext context)
    {
        var taken = Several(await answers.UndoAsync(new RunId(request.RunId), Annotator.Parse(request.Annotator), request.Count == 0 ? 1 : request.Count, context.CancellationToken));
        var named = await FilesAsync(taken.Run, context);
        var recorded = taken.Entries[^1];
        return new UndoAnswerResponse { Entry = recorded.Row.ToWire(named), Question = recorded.Next!.ToWire(named), Progress = recorded.Progress.ToWire() };
    }

    public override async Task<CorrectLabelResponse> CorrectLabel(CorrectLabelRequest request, ServerCallContext context)
    {
        var recorded = Recorded(await answers.CorrectAsync(
            new RunId(request.RunId), new SampleId(request.SampleId), request.FromWire(), Annotator.Parse(request.Annotator), context.CancellationToken));
        return new CorrectLabelResponse { Entry = recorded.Row.ToWire(await FilesAsync(recorded.Run, context)), Replayed = recorded.Replayed };
    }

    public override async Task<ListAnswersResponse> ListAnswers(ListAnswersRequest request, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        var rows = await answers.ListAsync(run.Id, request.Annotator, request.Limit, context.CancellationToken);
        var named = await FilesAsync(run, context);
        return new ListAnswersResponse { Entries = { rows.Select(row => row.ToWire(named)) } };
    }

    public override async Task<GetAgreementResponse> GetAgreement(GetAgreementRequest request, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        return (await answers.AgreementAsync(run.Id, context.CancellationToken)).ToWire(await FilesAsync(run, context));
    }

    public override async Task WatchQueue(WatchQueueRequest request, IServerStreamWriter<WatchQueueResponse> responseStream, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        await FollowAsync(end => watch.ProgressAsync(run.Id, end), responseStream, progress => new WatchQueueResponse { Progress = progress.ToWire() }, context);
    }

    public override async Task<CloseRunResponse> CloseRun(CloseRunRequest request, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        return new CloseRunResponse { ClosedAt = Timestamp.FromDateTimeOffset(await runs.CloseAsync(run.Id, context.CancellationToken)) };
    }

    public override async Task<GetBudgetResponse> GetBudget(GetBudgetRequest request, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        var (gradings, ofDataset) = await gradingStore.CountAsync(run, context.CancellationToken);
        return new GetBudgetResponse
        {
            Budget = run.Budget.ToWire(),
            Gradings = gradings,
            GradingsOfDataset = ofDataset,
            LedgerHead = await ledger.HeadAsync(run.Id, context.CancellationToken),
            Oracle = run.Oracle,
            Dataset = run.Dataset,
            ClassNames = { run.ClassNames },
            ClosedAt = run.ClosedAt is { } closedAt ? Timestamp.FromDateTimeOffset(closedAt) : null,
        };
    }

    public override async Task<NameImagesResponse> NameImages(NameImagesRequest request, ServerCallContext context)
    {
        var named = await FilesAsync(await FindRunAsync(request.RunId, context.CancellationToken), context);
        return new NameImagesResponse { Files = { request.SampleIds.Select(sample => named.Of(new SampleId(sample), isPaid: false)) } };
    }

    public override async Task StreamLedger(StreamLedgerRequest request, IServerStreamWriter<StreamLedgerResponse> responseStream, ServerCallContext context)
    {
        var run = await FindRunAsync(request.RunId, context.CancellationToken);
        var named = await FilesAsync(run, context);
        await foreach (var page in ledger.ReadAsync(run.Id, request.FromWire(), context.CancellationToken))
        {
            await responseStream.WriteAsync(
                new StreamLedgerResponse { Entries = { page.Select(row => row.ToWire(named)) } }, context.CancellationToken);
        }
    }

    public override async Task<VerifyLedgerResponse> VerifyLedger(VerifyLedgerRequest request, ServerCallContext context)
    {
        // A run that is known elsewhere and not here is a fault of the ledger, not of the caller.
        RunId? run = request.RunId.Length == 0 ? null
            : request.LedgerHeads.ContainsKey(request.RunId) ? new RunId(request.RunId)
            : (await FindRunAsync(request.RunId, context.CancellationToken)).Id;
        var heads = request.LedgerHeads.Where(head => run is null || head.Key == request.RunId).ToDictionary(head => new RunId(head.Key), head => head.Value);
        var (runs, rows, faults) = await audit.VerifyAsync(run, heads, context.CancellationToken);
        return new VerifyLedgerResponse
        {
            Runs = runs,
            Rows = rows,
            Faults = { faults.Select(fault => new Contracts.V1.LedgerFault { RunId = fault.Run.Value, EntryId = fault.EntryId, What = fault.What }) },
        };
    }

    public override async Task<GradeResponse> Grade(GradeRequest request, ServerCallContext context) =>
        await gradingStore.GradeAsync(
            new RunId(request.RunId), request.Kind, request.Member, request.LabelsUsed, request.Predictions, context.CancellationToken) switch
        {
            GradeOutcome.Graded graded => graded.ToWire(request.Kind),
            var refused => throw OutcomeRefusals.Of(refused),
        };

    private Task<PoolFiles> FilesAsync(Runs.Run run, ServerCallContext context) => files.OfAsync(run.Dataset, context.CancellationToken);

    private static AnswerOutcome.Recorded Recorded(AnswerOutcome outcome) => outcome as AnswerOutcome.Recorded ?? throw OutcomeRefusals.Of(outcome);

    private static AnswerOutcome.Several Several(AnswerOutcome outcome) => outcome as AnswerOutcome.Several ?? throw OutcomeRefusals.Of(outcome);

    private static AnswerOutcome.Open Open(AnswerOutcome outcome) => outcome as AnswerOutcome.Open ?? throw OutcomeRefusals.Of(outcome);

    /// <summary>Writes what is watched until it ends; an open watch must not hold up the shutdown.</summary>
    private async Task FollowAsync<T, TMessage>(
        Func<CancellationToken, IAsyncEnumerable<T>> watched, IServerStreamWriter<TMessage> responseStream, Func<T, TMessage> toWire, ServerCallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var now in watched(end.Token))
                await responseStream.WriteAsync(toWire(now), end.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Refusal.Unavailable("The label oracle shuts down. Nothing is lost; watch again when it is back.");
        }
    }

    private async Task<Runs.Run> FindRunAsync(string text, CancellationToken cancellationToken)
    {
        var id = new RunId(text);
        return await runs.FindAsync(id, cancellationToken) ?? throw OutcomeRefusals.NoSuchRun(id);
    }
}
