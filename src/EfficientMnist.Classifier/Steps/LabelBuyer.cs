using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Steps;

/// <summary>Buys the labels a round has selected: from the data set at once, from people in the time they need.</summary>
internal sealed class LabelBuyer(LabelOracleService.LabelOracleServiceClient oracle, PeopleAsker people, PatientCall patient)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Opens the run's account, with the budget that it was extended to.</summary>
    public async Task<RunAccount> OpenAsync(RunWork run, CancellationToken cancellationToken)
    {
        if (run.History.Extensions.Count > 0)
        {
            var extension = new ExtendBudgetRequest { RunId = run.Id.Value, Budget = run.Plan.Labels, Money = run.History.MoneyOf(run.Options) };
            await patient.CallAsync(ServiceNames.LabelOracle, run, Deadline, options => oracle.ExtendBudgetAsync(extension, options).ResponseAsync, cancellationToken);
        }
        var request = new OpenRunRequest
        {
            RunId = run.Id.Value,
            Dataset = run.Options.Dataset,
            Budget = run.Plan.Labels,
            Oracle = run.Options.Oracle.Kind switch
            {
                OracleChoice.Human => OracleKind.Human,
                OracleChoice.Sql => OracleKind.Sql,
                OracleChoice.Grpc => OracleKind.Grpc,
                _ => OracleKind.Dataset,
            },
            Source = run.Options.Oracle.IsDataset || run.Options.Oracle.IsHuman
                ? null
                : new LabelSource { Connection = run.Options.Oracle.Connection, Query = run.Options.Oracle.Query, Address = run.Options.Oracle.Address },
            ClassNames = { run.Options.Oracle.Classes },
            SecondShare = run.Options.Oracle.Second,
            Prices = run.Options.Oracle.Price is { IsNone: false } price
                ? new Prices { Each = price.Each, OfClass = { price.OfClass }, Money = run.History.MoneyOf(run.Options) }
                : null,
        };
        var opened = await patient.CallAsync(
            ServiceNames.LabelOracle, run, Deadline, options => oracle.OpenRunAsync(request, options).ResponseAsync, cancellationToken);
        var given = opened.Given.ToLookup(label => label.Validate, label => new BoughtLabel(label.SampleId, label.Label));
        return new RunAccount([.. opened.ClassNames], opened.NotGradable, new LabelsGiven([.. given[false]], [.. given[true]]));
    }

    /// <summary>
    /// Buys what is selected but not bought: a round's labels for validation, and its batch. Request ids are made of run and
    /// round, so that a repetition after a crash on either side is answered with the labels already paid for.
    /// </summary>
    public async Task BuyAsync(RunWork run, CancellationToken cancellationToken)
    {
        var validation = run.History.PendingValidation is { } drawn ? Request(run, drawn) : null;
        var batch = run.History.Pending is { } selected ? Request(run, selected) : null;
        if (run.Options.Oracle.IsHuman)
            await people.AskAsync(run, [.. new[] { validation, batch }.OfType<QueryLabelsRequest>().Where(r => r.Queries.Count > 0)], cancellationToken);
        if (validation is not null)
        {
            var bought = await QueryAsync(run, validation, cancellationToken);
            await run.RecordAsync(new ValidationBought(validation.Round, bought.Labels, bought.Spent, bought.LedgerHead, bought.Paid));
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (batch is not null)
        {
            var bought = await QueryAsync(run, batch, cancellationToken);
            await run.RecordAsync(new BatchBought(batch.Round, bought.Labels, bought.Spent, bought.LedgerHead, bought.Paid, run.History.WhyNoMore(run.Options, bought.Labels.Count, bought.Paid)));
        }
    }

    private async Task<BoughtLabels> QueryAsync(RunWork run, QueryLabelsRequest request, CancellationToken cancellationToken)
    {
        // A round may be for validation alone.
        if (request.Queries.Count == 0)
            return new BoughtLabels([], run.History.Spent, run.History.LedgerHead, run.History.Paid);
        if (run.Options.Oracle.IsHuman)
            return await people.CollectAsync(run, request.RequestId, cancellationToken);
        if (!run.Options.Oracle.IsDataset)
            run.Wait(new RunWaiting(WaitReason.Service, $"the labels of {request.Queries.Count} images come from {(run.Options.Oracle.Kind == OracleChoice.Sql ? "a database" : run.Options.Oracle.Address)}"));
        var bought = await patient.CallAsync(
            ServiceNames.LabelOracle, run, run.Options.Oracle.IsDataset ? Deadline : null, options => oracle.QueryLabelsAsync(request, options).ResponseAsync, cancellationToken);
        await run.TurnAsync(cancellationToken);
        return new BoughtLabels([.. bought.Labels.Select(l => new BoughtLabel(l.SampleId, l.Label))], bought.Budget.Spent, bought.LedgerHead, bought.Budget.Money?.Paid ?? 0);
    }

    private static QueryLabelsRequest Request(RunWork run, BatchSelected batch) =>
        Request(run, $"{run.Id}/{batch.Round}", batch.ColdStart ? QueryPurpose.Seed : QueryPurpose.Acquire, batch.Strategy, batch.Round, batch.Samples, batch.Wanted);

    private static QueryLabelsRequest Request(RunWork run, ValidationSelected batch) =>
        Request(run, $"{run.Id}/{batch.Round}/validate", QueryPurpose.Validate, batch.Kind, batch.Round, batch.Samples, wanted: 0);

    private static QueryLabelsRequest Request(RunWork run, string id, QueryPurpose purpose, string strategy, int round, IReadOnlyList<SelectedSample> samples, int wanted) => new()
    {
        RunId = run.Id.Value,
        RequestId = id,
        Purpose = purpose,
        Strategy = strategy,
        Round = round,
        Epoch = run.Epoch,
        Queries = { samples.Select((s, i) => new LabelQuery { SampleId = s.Id, Score = s.Score, Rank = i + 1, Strategy = i < wanted ? WantedImages.Strategy : "" }) },
    };
}

/// <summary>A run's account at the label oracle.</summary>
/// <param name="ClassNames">A label is a place in this list.</param>
/// <param name="NotGradable">Empty where the run can be graded; else why not.</param>
/// <param name="Given">Labels that were known before the run began, and cost nothing.</param>
internal sealed record RunAccount(IReadOnlyList<string> ClassNames, string NotGradable, LabelsGiven Given)
{
    public bool IsGradable => NotGradable.Length == 0;
}

/// <summary>What a request has bought, wherever the labels come from.</summary>
/// <param name="Labels">In the order in which they were asked for.</param>
/// <param name="Spent">Labels charged to the run in all.</param>
/// <param name="LedgerHead">Checksum of the newest row of the run's ledger.</param>
/// <param name="Paid">What the run has paid in all; 0 where labels have no prices.</param>
internal sealed record BoughtLabels(IReadOnlyList<BoughtLabel> Labels, int Spent, string LedgerHead, long Paid);
