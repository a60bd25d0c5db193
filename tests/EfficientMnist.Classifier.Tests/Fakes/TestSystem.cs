using System.Net;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.DatasetStore;
using EfficientMnist.LabelOracle;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.Classifier.Tests.Fakes;

/// <summary>The classifier among a real dataset-store and a real label oracle (behind a proxy that can spoil calls), and a fake trainer.</summary>
internal sealed class TestSystem : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // One for all tests, which only read from it.
    private static readonly Lazy<Task<string>> Store = new(StartStoreAsync);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eml-classifier-");
    private readonly List<WebApplication> _others = [];
    private readonly List<GrpcChannel> _channels = [];
    private readonly int _port = FreePorts.Take(1)[0];
    private WebApplication? _classifier;
    private string[] _addresses = [];

    private TestSystem()
    {
        Client = new ClassifierService.ClassifierServiceClient(Channel($"http://127.0.0.1:{_port}"));
    }

    public ClassifierService.ClassifierServiceClient Client { get; }

    /// <summary>What the classifier in this process is made of.</summary>
    public IServiceProvider Services => _classifier!.Services;

    public LabelOracleService.LabelOracleServiceClient Oracle { get; private set; } = null!;

    public FakeTrainer Trainer { get; private set; } = null!;

    /// <summary>Where labels are asked for, that somebody rejects the image as unusable.</summary>
    public const int Rejected = -1;

    public OracleProxy Proxy { get; private set; } = null!;

    /// <summary>The folder of the classifier's runs.</summary>
    public string RunsFolder => Path.Combine(_folder.FullName, "state", "runs");

    /// <summary>The file of the oracle's ledger.</summary>
    public string LedgerPath => Path.Combine(_folder.FullName, "oracle", "ledger.db");

    /// <summary>Arguments of a classifier in this system.</summary>
    public string[] ClassifierArguments => ArgumentsOf(_port, "state");

    /// <summary>Arguments of one more classifier in this system.</summary>
    /// <param name="port">Where it is called.</param>
    /// <param name="state">The name of its state folder.</param>
    public string[] ArgumentsOf(int port, string state) =>
    [
        $"--GRPC_PORT={port}", "--HTTP_PORT=0", $"--Storage:Root={Path.Combine(_folder.FullName, state)}",
        "--Patience:FirstDelaySeconds=0.05", "--Patience:LongestDelaySeconds=0.2", "--Logging:LogLevel:Default=Warning", .. _addresses,
    ];

    public static async Task<TestSystem> StartAsync(bool withClassifier = true)
    {
        var system = new TestSystem();
        var store = await Store.Value;
        var oracle = await system.StartAsync(LabelOracleHost.Build(Arguments(Path.Combine(system._folder.FullName, "oracle"))));
        system.Oracle = new LabelOracleService.LabelOracleServiceClient(system.Channel(oracle));
        system.Trainer = new FakeTrainer(new(() => new DatasetStoreService.DatasetStoreServiceClient(system.Channel(store))));
        system.Proxy = new OracleProxy(new(() => system.Oracle));
        var fakes = await system.StartAsync(BuildFakes(system.Trainer, system.Proxy));

        system._addresses =
        [
            $"--services:dataset-store:grpc:0={store}", $"--services:label-oracle:grpc:0={fakes}", $"--services:encoder-trainer:grpc:0={fakes}",
        ];
        if (withClassifier)
            await system.StartClassifierAsync();
        return system;
    }

    public async Task StartClassifierAsync(params string[] settings)
    {
        _classifier = ClassifierHost.Build([.. ClassifierArguments, .. settings]);
        await _classifier.StartAsync();
        // A call may still meet the connection to the classifier that was stopped before this one.
        await UntilAsync("the classifier's first answer", AnswersAsync);
    }

    public async Task StopClassifierAsync()
    {
        if (_classifier is null)
            return;
        await _classifier.StopAsync();
        await _classifier.DisposeAsync();
        _classifier = null;
    }

    /// <summary>Starts a run on the small pool, without the slow parts, students and patches, unless a test wants some.</summary>
    public async Task<string> StartRunAsync(string id, params (string Name, string Value)[] options)
    {
        var request = new StartRunRequest { RunId = id, Options = { ["preset"] = "quick", ["dataset"] = SmallPool.Name, ["labels"] = "40", ["cold_start.size"] = "8", ["round.size"] = "8", ["views"] = "histograms+latents" } };
        foreach (var (name, value) in options)
            request.Options[name] = value;
        return (await Client.StartRunAsync(request)).Run.RunId;
    }

    public async Task<Run> GetAsync(string id) => (await Client.GetRunAsync(new GetRunRequest { RunId = id })).Run;

    /// <summary>Watches the run to its end.</summary>
    public async Task<Run> EndOfAsync(string id)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var watch = Client.WatchRun(new WatchRunRequest { RunId = id }, cancellationToken: timeout.Token);
        Run? last = null;
        await foreach (var update in watch.ResponseStream.ReadAllAsync(timeout.Token))
            last = update.Run;
        return last!;
    }

    public async Task<IReadOnlyList<LedgerEntry>> LedgerAsync(string id)
    {
        List<LedgerEntry> entries = [];
        using var stream = Oracle.StreamLedger(new StreamLedgerRequest { RunId = id });
        await foreach (var page in stream.ResponseStream.ReadAllAsync())
            entries.AddRange(page.Entries);
        return entries;
    }

    /// <summary>The batch that a run, or one with the options of which these deviate, would buy next.</summary>
    public async Task<PreviewBatchResponse> PreviewAsync(string id, params (string Name, string Value)[] options)
    {
        var request = new PreviewBatchRequest { RunId = id };
        foreach (var (name, value) in options)
            request.Options[name] = value;
        return await Client.PreviewBatchAsync(request);
    }

    /// <summary>The true labels of the small pool, bought by a run of their own.</summary>
    public async Task<IReadOnlyList<int>> TruthAsync()
    {
        const string Buyer = "truth";
        await Oracle.OpenRunAsync(new OpenRunRequest { RunId = Buyer, Dataset = SmallPool.Name, Budget = SmallPool.Train });
        var all = await Oracle.QueryLabelsAsync(new QueryLabelsRequest
        {
            RunId = Buyer,
            RequestId = "all",
            Purpose = QueryPurpose.Acquire,
            Strategy = "random",
            Queries = { Enumerable.Range(0, SmallPool.Train).Select(id => new LabelQuery { SampleId = id }) },
        });
        return [.. all.Labels.Select(label => label.Label)];
    }

    /// <summary>Labels every image of a run that is asked for, until nothing is or enough are labelled.</summary>
    /// <returns>How many.</returns>
    public async Task<int> LabelAsync(string id, Func<Question, int> label, int most = int.MaxValue, string annotator = "ann")
    {
        for (var labelled = 0; labelled < most; labelled++)
        {
            var claimed = await Oracle.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = id, Annotator = annotator });
            if (claimed.Question is not { } question)
                return labelled;
            var request = new AnswerQuestionRequest { RunId = id, SampleId = question.SampleId, Annotator = annotator };
            if (label(question) is >= 0 and var given)
                request.Label = given;
            else
                request.Reject = RejectReason.Unusable;
            await Oracle.AnswerQuestionAsync(request);
        }
        return most;
    }

    /// <summary>Waits until people are asked for labels that are not given yet.</summary>
    public Task UntilAskedAsync(string id) => UntilAsync($"questions of {id}", async () =>
        await GetAsync(id) is { Phase: RunPhase.Labelling, Progress: { Total: > 0 } progress } && progress.Done < progress.Total);

    /// <summary>Labels whatever a run asks for until it has ended.</summary>
    public async Task<Run> LabelToTheEndAsync(string id, Func<Question, int> label)
    {
        await UntilAsync($"the end of {id}", async () =>
        {
            var run = await GetAsync(id);
            if (run.Phase == RunPhase.Labelling)
                await LabelAsync(id, label);
            return run.State is RunState.Completed or RunState.Failed;
        });
        return await GetAsync(id);
    }

    /// <summary>The purchases of a run without what differs between two runs of one seed: ids and times.</summary>
    public async Task<IReadOnlyList<(int Sample, int Label, QueryPurpose Purpose, string Strategy, double Score, int Rank, int Round, bool Charged)>> PurchasesAsync(string id) =>
        [.. (await LedgerAsync(id)).Select(e => (e.SampleId, e.Label, e.Purpose, e.Strategy, e.Score, e.Rank, e.Round, e.Charged))];

    public static async Task UntilAsync(string what, Func<Task<bool>> question)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await question())
        {
            Assert.False(timeout.IsCancellationRequested, $"Waited {Patience} for {what}.");
            await Task.Delay(10);
        }
    }

    /// <summary>Whether the classifier is there.</summary>
    public async Task<bool> AnswersAsync()
    {
        try
        {
            await Client.ListRunsAsync(new ListRunsRequest());
            return true;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }

    public string JournalPath(string id) => Path.Combine(_folder.FullName, "state", "runs", id, "journal.jsonl");

    public async ValueTask DisposeAsync()
    {
        await StopClassifierAsync();
        foreach (var channel in _channels)
            channel.Dispose();
        foreach (var other in _others)
            await other.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string[] Arguments(string state) =>
        ["--GRPC_PORT=0", "--HTTP_PORT=0", $"--Datasets:Root={SmallPool.Root}", $"--Storage:Root={state}", "--Logging:LogLevel:Default=Warning"];

    private static async Task<string> StartStoreAsync()
    {
        var state = Directory.CreateTempSubdirectory("eml-store-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(state, recursive: true);
        var store = DatasetStoreHost.Build(Arguments(state));
        await store.StartAsync();
        return store.Urls.First();
    }

    private static WebApplication BuildFakes(FakeTrainer trainer, OracleProxy proxy)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(trainer);
        builder.Services.AddSingleton(proxy);
        var app = builder.Build();
        app.MapGrpcService<FakeTrainer>();
        app.MapGrpcService<OracleProxy>();
        return app;
    }

    private async Task<string> StartAsync(WebApplication app)
    {
        _others.Add(app);
        await app.StartAsync();
        return app.Urls.First();
    }

    private GrpcChannel Channel(string address)
    {
        var channel = GrpcChannel.ForAddress(address);
        _channels.Add(channel);
        return channel;
    }
}
