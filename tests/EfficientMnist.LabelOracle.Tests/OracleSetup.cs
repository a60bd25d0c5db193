using System.Globalization;
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
using EfficientMnist.LabelOracle.Storage;
using EfficientMnist.LabelOracle.Telemetry;
using EfficientMnist.LabelOracle.Tests.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EfficientMnist.LabelOracle.Tests;

/// <summary>The oracle without its gRPC edge, on a data set of 1,000 images: image i has class i mod 10.</summary>
internal sealed class OracleSetup : IAsyncDisposable
{
    public const string Dataset = "numbers";
    public static readonly int[] TestLabels = [0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9];

    private readonly TestStorage _storage;
    private readonly bool _ownsStorage;
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _listening;

    private OracleSetup(TestStorage storage, bool ownsStorage, TimeProvider time, double leaseMinutes = 10)
    {
        _storage = storage;
        _ownsStorage = ownsStorage;
        _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IdxDataset.Write(Path.Combine(storage.Folder, Dataset), [.. Enumerable.Range(0, 1000).Select(i => i % 10)], TestLabels);
        Database = storage.Open();
        Metrics = new LabelMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        Budgets = new BudgetReader(Database, Metrics, time, NullLogger<BudgetReader>.Instance);
        var catalog = new DatasetCatalog(new DatasetOptions { Root = storage.Folder, CacheRoot = storage.Folder, AllowDownload = false });
        Labels = new LabelCatalog(catalog);
        var sources = new LabelSources(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:named", $"Data Source={Path.Combine(storage.Folder, "labels.db")}")]).Build());
        var signal = Signal = new QueueSignal();
        var options = Options.Create(new QuestionOptions { LeaseMinutes = leaseMinutes });
        var clock = new SteadyClock(time);
        Runs = new RunRegister(Database, Labels, sources, signal, time, NullLogger<RunRegister>.Instance);
        Ledger = new Ledger(Database, Runs, Labels, new FileCatalog(catalog), sources, Metrics, time, NullLogger<Ledger>.Instance);
        Audit = new LedgerAudit(Database, Ledger);
        GradingStore = new GradingStore(Database, Runs, Labels, signal, time, NullLogger<GradingStore>.Instance);
        Questions = new QuestionQueue(Database, Runs, Labels, signal, options, clock, NullLogger<QuestionQueue>.Instance);
        Answers = new AnswerStore(Database, Questions, Metrics, signal, time, NullLogger<AnswerStore>.Instance);
        Watch = new QueueWatch(Database, Questions, signal, clock, TimeProvider.System);
        _listening = Database.ListenAsync(
            signal.Raise,
            () =>
            {
                signal.RaiseAll();
                _heard.TrySetResult();
            },
            _end.Token);
    }

    public ILedgerDatabase Database { get; }

    public QueueSignal Signal { get; }

    public LabelMetrics Metrics { get; }

    public BudgetReader Budgets { get; }

    public LabelCatalog Labels { get; }

    public RunRegister Runs { get; }

    public Ledger Ledger { get; }

    public LedgerAudit Audit { get; }

    public GradingStore GradingStore { get; }

    public QuestionQueue Questions { get; }

    public AnswerStore Answers { get; }

    public QueueWatch Watch { get; }

    public static async Task<OracleSetup> OpenAsync(string storage, TimeProvider? time = null, double leaseMinutes = 10) =>
        await OpenAsync(new OracleSetup(await TestStorage.CreateAsync(storage), ownsStorage: true, time ?? TimeProvider.System, leaseMinutes));

    /// <summary>A further oracle on the same storage, as another process would be.</summary>
    public static Task<OracleSetup> OpenAsync(TestStorage storage, TimeProvider? time = null) =>
        OpenAsync(new OracleSetup(storage, ownsStorage: false, time ?? TimeProvider.System));

    /// <summary>Opens a run of a new name.</summary>
    public async Task<RunId> OpenRunAsync(int budget, AskedPrices? prices = null)
    {
        var id = new RunId($"run-{Guid.NewGuid():N}");
        Assert.IsType<OpenRunOutcome.Opened>(await Runs.OpenAsync(id, Dataset, budget, OracleKind.Dataset, [], default, prices: prices));
        return id;
    }

    /// <summary>Opens a run that people label; without names the classes are those of the data set.</summary>
    public async Task<RunId> OpenHumanRunAsync(int budget, params string[] classes)
    {
        var id = new RunId($"run-{Guid.NewGuid():N}");
        Assert.IsType<OpenRunOutcome.Opened>(await Runs.OpenAsync(id, Dataset, budget, OracleKind.Human, classes, default));
        return id;
    }

    /// <summary>Opens a run that people label for money.</summary>
    public async Task<RunId> OpenHumanRunAsync(int budget, AskedPrices? prices)
    {
        var id = new RunId($"run-{Guid.NewGuid():N}");
        Assert.IsType<OpenRunOutcome.Opened>(await Runs.OpenAsync(id, Dataset, budget, OracleKind.Human, [], default, prices: prices));
        return id;
    }

    /// <summary>Each class has the price of its number and a base: class 0 is the cheapest, class 9 the dearest.</summary>
    public static AskedPrices Rising(long from, long budget = 0) =>
        new(0, Enumerable.Range(0, 10).ToDictionary(i => i.ToString(CultureInfo.InvariantCulture), i => from + i), budget);

    /// <summary>A run of which a share of the images is answered by two people.</summary>
    public async Task<RunId> OpenTwiceAnsweredRunAsync(int budget, double share)
    {
        var id = new RunId($"run-{Guid.NewGuid():N}");
        Assert.IsType<OpenRunOutcome.Opened>(await Runs.OpenAsync(id, Dataset, budget, OracleKind.Human, [], default, secondShare: share));
        return id;
    }

    public Task<PurchaseOutcome> AskAsync(RunId run, string request, params int[] samples) =>
        Questions.AskAsync(Purchase(run, request, samples), default);

    /// <summary>The image an annotator is given; null for none.</summary>
    public async Task<int?> ClaimAsync(RunId run, string annotator) => (await ClaimedAsync(run, annotator)).Question?.Sample.Value;

    public async Task<AnswerOutcome.Claimed> ClaimedAsync(RunId run, string annotator) =>
        Assert.IsType<AnswerOutcome.Claimed>(await Questions.ClaimAsync(run, new Annotator(annotator), default));

    public Task<AnswerOutcome> AnswerAsync(RunId run, int sample, int label, string annotator) =>
        Answers.AnswerAsync(run, new SampleId(sample), Verdict.Of(label), new Annotator(annotator), default);

    public Task<AnswerOutcome> RejectAsync(RunId run, int sample, RejectReason reason, string annotator) =>
        Answers.AnswerAsync(run, new SampleId(sample), Verdict.Of(reason), new Annotator(annotator), default);

    public Task<AnswerOutcome> SkipAsync(RunId run, int sample, string annotator) =>
        Answers.SkipAsync(run, new SampleId(sample), new Annotator(annotator), default);

    /// <summary>What came of the last one taken back.</summary>
    public async Task<AnswerOutcome> UndoAsync(RunId run, string annotator, int count = 1) =>
        await Answers.UndoAsync(run, new Annotator(annotator), count, default) switch
        {
            AnswerOutcome.Several several => several.Entries[^1],
            var refused => refused,
        };

    public Task<AnswerOutcome> AnswerAsync(RunId run, IReadOnlyList<int> samples, int label, string annotator) =>
        Answers.AnswerAsync(run, [.. samples.Select(sample => new SampleId(sample))], Verdict.Of(label), new Annotator(annotator), default);

    /// <summary>The images an annotator is given of those asked for.</summary>
    public async Task<IReadOnlyList<int>> ClaimAsync(RunId run, IReadOnlyList<int> samples, string annotator) =>
        Samples(await Questions.ClaimAsync(run, [.. samples.Select(sample => new SampleId(sample))], new Annotator(annotator), default));

    /// <summary>The images an annotator could answer.</summary>
    public async Task<IReadOnlyList<int>> ListAsync(RunId run, string annotator, int limit = 0) =>
        Samples(await Questions.ListAsync(run, new Annotator(annotator), limit, default));

    public Task<AnswerOutcome> CorrectAsync(RunId run, int sample, int label, string annotator) =>
        Answers.CorrectAsync(run, new SampleId(sample), Verdict.Of(label), new Annotator(annotator), default);

    public Task<PurchaseOutcome> BuyAsync(RunId run, string request, params int[] samples) =>
        Ledger.BuyAsync(Purchase(run, request, samples), default);

    public static Purchase Purchase(RunId run, string request, params int[] samples) => new()
    {
        Run = run,
        Request = new RequestId(request),
        Purpose = QueryPurpose.Acquire,
        Strategy = "margin",
        Round = 1,
        Queries = [.. samples.Select((sample, i) => new SampleQuery(new SampleId(sample), 0.5 - (0.01 * i), i + 1))],
    };

    /// <summary>Of the run, and of its data set by all runs.</summary>
    public async Task<(int OfRun, int OfDataset)> GradingsAsync(RunId run) => await GradingStore.CountAsync((await Runs.FindAsync(run, default))!, default);

    public async Task<RunBudget> BudgetAsync(RunId run) => (await Runs.FindAsync(run, default))!.Budget;

    public async Task<List<LedgerRow>> RowsAsync(RunId run, long after = 0)
    {
        List<LedgerRow> rows = [];
        await foreach (var page in Ledger.ReadAsync(run, new LedgerFilter { After = after }, default))
            rows.AddRange(page);
        return rows;
    }

    /// <summary>Runs SQL behind the oracle's back.</summary>
    public Task<int> SqlAsync(string sql) => Database.WriteAsync(session => session.ExecuteAsync(sql, [], default), default);

    public async ValueTask DisposeAsync()
    {
        Budgets.Dispose();
        await _end.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        Labels.Dispose();
        await Database.DisposeAsync();
        await _services.DisposeAsync();
        if (_ownsStorage)
            _storage.Dispose();
    }

    private static IReadOnlyList<int> Samples(AnswerOutcome outcome) => [.. Assert.IsType<AnswerOutcome.Open>(outcome).Questions.Select(question => question.Sample.Value)];

    private static async Task<OracleSetup> OpenAsync(OracleSetup setup)
    {
        await LedgerSchema.CreateAsync(setup.Database, TimeProvider.System, default);
        await Task.WhenAny(setup._listening, setup._heard.Task);
        return setup;
    }
}
