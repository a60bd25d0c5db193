using System.Collections.Concurrent;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Sources;
using EfficientMnist.LabelOracle.Storage;
using Money = EfficientMnist.LabelOracle.Pricing.Money;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>Opens, finds and closes runs.</summary>
internal sealed class RunRegister(ILedgerDatabase database, LabelCatalog labels, LabelSources sources, QueueSignal signal, TimeProvider time, ILogger<RunRegister> logger)
{
    private const int MinClasses = 2;

    // A prediction is kept as one byte.
    private const int MaxClasses = 256;

    private readonly ConcurrentDictionary<RunId, Run> _opened = new();

    /// <summary>Opens a run; doing so again with the same arguments changes nothing.</summary>
    /// <param name="id">The run.</param>
    /// <param name="dataset">Whose images are labelled.</param>
    /// <param name="budget">Labels it may buy.</param>
    /// <param name="oracle">Who knows the labels.</param>
    /// <param name="ownClasses">Names that people choose from; none for those of the data set.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="source">Where labels come from that neither the data set nor people give.</param>
    /// <param name="secondShare">The share of the images that a second person answers as well, 0 to 1; of people alone.</param>
    /// <param name="prices">What labels cost; null where they cost themselves alone.</param>
    public async Task<OpenRunOutcome> OpenAsync(
        RunId id, string dataset, int budget, OracleKind oracle, IReadOnlyList<string> ownClasses, CancellationToken cancellationToken, SourceSettings? source = null, double secondShare = 0, AskedPrices? prices = null)
    {
        if (budget < 1)
            throw Refusal.Invalid($"The budget is {budget}; give at least 1 label.");
        if (!(secondShare is >= 0 and <= 1))
            throw Refusal.Invalid($"The share of images that two people answer is {secondShare}; it must be 0 to 1.");
        if (secondShare > 0 && oracle != OracleKind.Human)
            throw Refusal.Invalid($"Only people can answer an image twice (oracle.kind=human); the share for a second answer is {secondShare}.");
        if (oracle is OracleKind.Sql or OracleKind.Grpc)
            await sources.Of(oracle, source ?? SourceSettings.None).CheckAsync(cancellationToken);
        var answers = await labels.OfAsync(dataset, cancellationToken);
        var classes = oracle == OracleKind.Dataset ? ClassesForSale(answers, ownClasses) : Classes(answers, ownClasses);
        var priced = prices is null ? PriceList.OneEach : PriceList.Of(prices.Each, prices.ByClass, classes);
        var wanted = new Run
        {
            Id = id,
            Dataset = answers.Dataset,
            Prices = priced,
            Budget = new RunBudget(budget, 0, prices?.BudgetFor(priced)),
            Oracle = oracle,
            ClassNames = classes,
            Source = source ?? SourceSettings.None,
            SecondShare = secondShare,
            ClosedAt = null,
        };

        var given = GivenLabels.For(answers, wanted.ClassNames);
        var (isNew, run) = await database.WriteAsync(
            async session =>
            {
                var isInserted = await RunTable.InsertAsync(session, wanted, time.GetUtcNow(), cancellationToken);
                if (isInserted)
                    await GivenLabels.RecordAsync(session, id, given, time.GetUtcNow(), cancellationToken);
                return (isInserted, await RunTable.LockAsync(session, id, cancellationToken));
            },
            cancellationToken);

        if (isNew)
            Log.RunOpened(logger, id, run.Dataset, budget);
        return run.Dataset == wanted.Dataset && run.Budget.Limit == budget && run.Oracle == oracle && run.Source == wanted.Source && run.SecondShare.Equals(secondShare) && run.ClassNames.SequenceEqual(wanted.ClassNames)
            && run.Prices.Equals(wanted.Prices) && run.Budget.Money?.Limit == wanted.Budget.Money?.Limit
            ? new OpenRunOutcome.Opened(run, answers.WhyNotGradable(run.ClassNames), given)
            : new OpenRunOutcome.Taken(run);
    }

    /// <summary>
    /// Finds a run without asking the database each time: its data set, classes and oracle never change. Its budget and its end
    /// are as they were once, and must not be gone by.
    /// </summary>
    public async Task<Run?> FindUnchangingAsync(RunId id, CancellationToken cancellationToken)
    {
        if (_opened.TryGetValue(id, out var known))
            return known;
        if (await FindAsync(id, cancellationToken) is not { } run)
            return null;
        _opened[id] = run;
        return run;
    }

    public Task<Run?> FindAsync(RunId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => RunTable.FindAsync(session, id, cancellationToken), cancellationToken);

    /// <summary>Ends a run that exists; returns when it ended, which may be before.</summary>
    public async Task<DateTimeOffset> CloseAsync(RunId id, CancellationToken cancellationToken)
    {
        var (closedAt, isNew) = await database.WriteAsync(
            async session =>
            {
                var run = await RunTable.LockAsync(session, id, cancellationToken);
                if (run.ClosedAt is { } before)
                    return (before, false);
                var now = time.GetUtcNow();
                await RunTable.CloseAsync(session, id, now, cancellationToken);
                await session.AnnounceAsync(id, cancellationToken);
                return (now, true);
            },
            cancellationToken);
        if (isNew)
            signal.Raise(id);
        return closedAt;
    }

    /// <summary>Gives a run that exists a larger budget; returns it with the number of its extensions. The same budget changes nothing.</summary>
    /// <param name="id">The run.</param>
    /// <param name="budget">Labels in all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="money">What they may cost in all; 0 leaves that as it is.</param>
    public async Task<(RunBudget Budget, int Extensions)> ExtendAsync(RunId id, int budget, CancellationToken cancellationToken, long money = 0)
    {
        var (run, extensions, isNew) = await database.WriteAsync(
            async session =>
            {
                var now = await RunTable.LockAsync(session, id, cancellationToken);
                var before = await RunTable.ExtensionsAsync(session, id, cancellationToken);
                var larger = now.Budget with { Limit = budget, Money = LargerMoney(now, money) };
                if (larger == now.Budget)
                    return (now, before, false);
                if (budget < now.Budget.Limit)
                    throw Refusal.Invalid($"A budget of {budget} labels is no extension: run {id} has {now.Budget.Limit}, and {now.Budget.Spent} of them are spent. Give more.");
                if (before >= RunLimits.Extensions)
                    throw Refusal.Conflict($"Run {id} was extended {before} times, the most there may be, for each is graded anew. Open a new run.");
                await RunTable.ExtendAsync(session, id, before + 1, larger, time.GetUtcNow(), cancellationToken);
                await session.AnnounceAsync(id, cancellationToken);
                return (await RunTable.GetAsync(session, id, cancellationToken), before + 1, true);
            },
            cancellationToken);
        if (isNew)
        {
            Log.RunExtended(logger, id, budget, run.Budget.Spent);
            signal.Raise(id);
        }
        return (run.Budget, extensions);
    }

    private static Money? LargerMoney(Run run, long money) => (money, run.Budget.Money) switch
    {
        (0, var same) => same,
        (_, { Limit: { } limit } before) => money >= limit
            ? before with { Limit = money }
            : throw Refusal.Invalid($"{money} to pay for labels is no extension: run {run.Id} has {limit}, and {before.Paid} of it is paid. Give more."),
        _ => throw Refusal.Invalid($"Run {run.Id} has no budget in money that could be extended. Extend its labels alone."),
    };

    private static IReadOnlyList<string> ClassesForSale(DatasetLabels answers, IReadOnlyList<string> own)
    {
        if (own.Count > 0)
            throw Refusal.Invalid($"The labels of {answers.Dataset} have its own classes; only people can choose from others (oracle.kind=human).");
        if (answers.ClassNames.Count > MaxClasses)
            throw Refusal.Conflict($"Data set {answers.Dataset} has {answers.ClassNames.Count} classes; {MaxClasses} are the most. Merge classes when you import it.");
        return answers.Train.Count > 0
            ? answers.ClassNames
            : throw Refusal.Conflict(
                $"Data set {answers.Dataset} has no labels to sell{(answers.Given.Count > 0 ? $": those of {answers.Given.Count} of its images are given" : "")}. Let people label it (oracle.kind=human), sort its images into one folder per class, or add labels.csv with the columns file,label.");
    }

    private static IReadOnlyList<string> Classes(DatasetLabels answers, IReadOnlyList<string> own)
    {
        var names = own.Count > 0 ? own : answers.ClassNames;
        if (names.Count is < MinClasses or > MaxClasses)
        {
            throw Refusal.Invalid(own.Count > 0
                ? $"There are {names.Count} classes; give {MinClasses} to {MaxClasses}."
                : $"Data set {answers.Dataset} names {names.Count} classes; give {MinClasses} to {MaxClasses} names of your own.");
        }

        foreach (var name in names)
            Name.Check("name of a class", name);
        // Of names that are typed Cat and cat are a slip; of folders they are two, and the import has said so.
        return names.GroupBy(name => name, own.Count > 0 ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw Refusal.Invalid($"The class {twice.Key} is named twice.")
            : names;
    }
}
