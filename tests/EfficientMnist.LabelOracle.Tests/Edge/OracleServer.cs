using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle.Tests.Storage;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;

namespace EfficientMnist.LabelOracle.Tests.Edge;

/// <summary>The whole service on free ports in this process, and a client of it.</summary>
internal sealed class OracleServer : IAsyncDisposable
{
    private readonly TestStorage _storage;
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private OracleServer(TestStorage storage, WebApplication app)
    {
        _storage = storage;
        _app = app;
        var addresses = app.Urls.ToList();
        _channel = GrpcChannel.ForAddress(addresses[0]);
        Client = new LabelOracleService.LabelOracleServiceClient(_channel);
        Http = new HttpClient { BaseAddress = new Uri(addresses[1]) };
    }

    public LabelOracleService.LabelOracleServiceClient Client { get; }

    public HttpClient Http { get; }

    public string? ConnectionString => _storage.ConnectionString;

    public static async Task<OracleServer> StartAsync(string kind)
    {
        var storage = await TestStorage.CreateAsync(kind);
        IdxDataset.Write(Path.Combine(storage.Folder, OracleSetup.Dataset), [.. Enumerable.Range(0, 1000).Select(i => i % 10)], OracleSetup.TestLabels);
        var app = LabelOracleHost.Build(Arguments(storage));
        await app.StartAsync();
        return new OracleServer(storage, app);
    }

    /// <summary>Command line of an oracle on this storage.</summary>
    public static string[] Arguments(TestStorage storage) =>
    [
        "--GRPC_PORT=0",
        "--HTTP_PORT=0",
        $"--Storage:Root={storage.Folder}",
        $"--Datasets:Root={storage.Folder}",
        .. storage.ConnectionString is { } labels ? [$"--ConnectionStrings:labels={labels}"] : Array.Empty<string>(),
    ];

    public async Task<string> OpenRunAsync(int budget)
    {
        var run = $"run-{Guid.NewGuid():N}";
        await Client.OpenRunAsync(new OpenRunRequest { RunId = run, Dataset = OracleSetup.Dataset, Budget = budget });
        return run;
    }

    public static QueryLabelsRequest Request(string run, string request, params int[] samples) => new()
    {
        RunId = run,
        RequestId = request,
        Purpose = QueryPurpose.Acquire,
        Strategy = "margin",
        Round = 1,
        Queries = { samples.Select((sample, i) => new LabelQuery { SampleId = sample, Score = 0.5, Rank = i + 1 }) },
    };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _storage.Dispose();
    }
}
