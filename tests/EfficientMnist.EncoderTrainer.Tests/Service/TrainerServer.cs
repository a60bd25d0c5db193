using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>The whole service on free ports in this process, and a client of it.</summary>
internal sealed class TrainerServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private bool _isDisposed;

    private TrainerServer(WebApplication app)
    {
        _app = app;
        var addresses = app.Urls.ToList();
        _channel = GrpcChannel.ForAddress(addresses[0]);
        Client = new EncoderTrainerService.EncoderTrainerServiceClient(_channel);
        Http = new HttpClient { BaseAddress = new Uri(addresses[1]) };
    }

    public EncoderTrainerService.EncoderTrainerServiceClient Client { get; }

    public HttpClient Http { get; }

    public LogCollector Warnings { get; } = new();

    public static async Task<TrainerServer> StartAsync(string folder, GlyphStore store, params string[] more)
    {
        var app = EncoderTrainerHost.Build([.. Arguments(folder, store), "--GRPC_PORT=0", "--HTTP_PORT=0", .. more]);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var server = new TrainerServer(app);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(server.Warnings);
        return server;
    }

    public static string[] Arguments(string folder, GlyphStore store) =>
    [
        $"--Storage:Root={folder}",
        $"--services:dataset-store:grpc:0={store.Address}",
        "--Training:Device=cpu",
        "--Training:Precision=float32",
        "--Training:Threads=1",
        "--Training:CheckpointEverySteps=5",
        // No training is short: they go one after the other.
        "--Training:ShortImages=0",
    ];

    /// <summary>A training of some seconds at most; give more epochs for one that does not end by itself.</summary>
    public static StartTrainingRequest Tiny(long seed = 1, int epochs = 2) => new()
    {
        Dataset = GlyphStore.Glyphs,
        Kind = "ae",
        Seed = seed,
        Options = { ["epochs"] = epochs.ToString(System.Globalization.CultureInfo.InvariantCulture), ["batch"] = "100", ["width"] = "4", ["latent"] = "8" },
    };

    /// <summary>Never ends within a test.</summary>
    public static StartTrainingRequest Endless(long seed = 1) => Tiny(seed, epochs: 10_000);

    public static async Task<Training> UntilAsync(EncoderTrainerService.EncoderTrainerServiceClient client, string id, Func<Training, bool> reached)
    {
        using var watch = client.WatchTraining(new WatchTrainingRequest { TrainingId = id }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(60));
        Training? last = null;
        await foreach (var update in watch.ResponseStream.ReadAllAsync())
        {
            last = update.Training;
            if (reached(last))
                return last;
        }

        throw new InvalidOperationException($"The training ended before: {last}");
    }

    public Task<Training> UntilAsync(string id, Func<Training, bool> reached) => UntilAsync(Client, id, reached);

    public async Task<Training> StartAsync(StartTrainingRequest request) => (await Client.StartTrainingAsync(request)).Training;

    public async Task<Training> TrainAsync(StartTrainingRequest request)
    {
        var training = await StartAsync(request);
        return await UntilAsync(training.TrainingId, now => now.State is TrainingState.Completed or TrainingState.Failed);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Http.Dispose();
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
