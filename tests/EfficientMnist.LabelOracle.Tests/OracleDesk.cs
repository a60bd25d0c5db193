using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Names;
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
internal sealed class OracleDesk : IAsyncDisposable
{
    public const string Dataset = "numbers";
    public static readonly int[] TestLabels = [0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9];

    private readonly TestStorage _storage;
    private readonly bool _ownsStorage;
    private readonly ServiceProvider _services;

    private OracleDesk(TestStorage storage, bool ownsStorage, TimeProvider time)
    {
        _storage = storage;
        _ownsStorage = ownsStorage;
        _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IdxDataset.Write(Path.Combine(storage.Folder, Dataset), [.. Enumerable.Range(0, 1000).Select(i => i % 10)], TestLabels);
        Database = storage.Open();
        Metrics = new LabelMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var catalog = new DatasetCatalog(new DatasetOptions { Root = storage.Folder, CacheRoot = storage.Folder, AllowDownload = false });
        Labels = new LabelBook(catalog);
        var sources = new LabelSources(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:named", $"Data Source={Path.Combine(storage.Folder, "labels.db")}")]).Build());
        var signal = new QueueSignal();
        var options = Options.Create(new QuestionOptions { LookSeconds = 0.02 });
        Runs = new RunRegister(Database, Labels, sources, signal, time, NullLogger<RunRegister>.Instance);
        Ledger = new Ledger(Database, Runs, Labels, new FileBook(catalog), sources, Metrics, time, NullLogger<Ledger>.Instance);
        GradeBook = new GradeBook(Database, Runs, Labels, signal, time, NullLogger<GradeBook>.Instance);
        Questions = new QuestionDesk(Database, Runs, Labels, signal, options, time, NullLogger<QuestionDesk>.Instance);
        Answers = new AnswerBook(Database, Runs, Questions, Metrics, signal, time, NullLogger<AnswerBook>.Instance);
        Watch = new QueueWatch(Database, Questions, signal, options, TimeProvider.System);
    }

    public ILedgerDatabase Database { get; }

    public LabelMetrics Metrics { get; }

    public LabelBook Labels { get; }

    public RunRegister Runs { get; }

    public Ledger Ledger { get; }

    public GradeBook GradeBook { get; }

    public QuestionDesk Questions { get; }

    public AnswerBook Answers { get; }

    public QueueWatch Watch { get; }

    public static async Task<OracleDesk> OpenAsync(string storage, TimeProvider? time = null) =>
        await OpenAsync(new OracleDesk(await TestStorage.CreateAsync(storage), ownsStorage: true, time ?? TimeProvider.System));

    /// <summary>A further oracle on the same storage, as another process would be.</summary>
    public static Task<OracleDesk> OpenAsync(TestStorage storage) =>
        OpenAsync(new OracleDesk(storage, ownsStorage: false, TimeProvider.System));

    /// <summary>Opens a run of a new name.</summary>
    public async Task<RunId> OpenRunAsync(int budget)
    {
        var id = new RunId($"run-{Guid.NewGuid():N}");
        Assert.IsType<OpenRunOutcome.Opened>(await Runs.OpenAsync(id, Dataset, budget, OracleKind.Dataset, [], default));
        return id;
    }

    /// <summary>Opens a run that people label; without names the classes are those of the data set.</summary>
    public async Task<RunId> OpenHumanRunAsync(int budget, params string[] classes)
    {
        var id = new RunId($"run-{Guid.NewGuid():N}");
        Assert.IsType<OpenRunOutcome.Opened>(await Runs.OpenAsync(id, Dataset, budget, OracleKind.Human, classes, default));
        return id;
    }

    public Task<PurchaseOutcome> AskAsync(RunId run, string request, params int[] samples) =>
        Questions.AskAsync(Purchase(run, request, samples), default);

    /// <summary>The image an annotator is given; null for none.</summary>
    public async Task<int?> ClaimAsync(RunId run, string annotator) =>
        (await Questions.ClaimAsync(run, new Annotator(annotator), default)).Question?.Sample.Value;

    public Task<AnswerOutcome> AnswerAsync(RunId run, int sample, int label, string annotator) =>
        Answers.AnswerAsync(run, new SampleId(sample), label, new Annotator(annotator), default);

    public Task<AnswerOutcome> SkipAsync(RunId run, int sample, string annotator) =>
        Answers.SkipAsync(run, new SampleId(sample), new Annotator(annotator), default);

    public Task<AnswerOutcome> UndoAsync(RunId run, string annotator) =>
        Answers.UndoAsync(run, new Annotator(annotator), default);

    public Task<AnswerOutcome> CorrectAsync(RunId run, int sample, int label, string annotator) =>
        Answers.CorrectAsync(run, new SampleId(sample), label, new Annotator(annotator), default);

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
        Labels.Dispose();
        await Database.DisposeAsync();
        await _services.DisposeAsync();
        if (_ownsStorage)
            _storage.Dispose();
    }

    private static async Task<OracleDesk> OpenAsync(OracleDesk desk)
    {
        await LedgerSchema.MigrateAsync(desk.Database, TimeProvider.System, default);
        return desk;
    }
}
