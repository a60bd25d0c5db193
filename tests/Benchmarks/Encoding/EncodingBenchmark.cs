using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.DatasetStore;
using EfficientMnist.EncoderTrainer;
using EfficientMnist.ServiceDefaults;
using EfficientMnist.ServiceDefaults.Security;
using EfficientMnist.TestSupport;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Encoding;

/// <summary>Latents of 60,000 images through the encoder-trainer's gRPC API: computed, then from Redis.</summary>
internal sealed class EncodingBenchmark : IBenchmark
{
    private const string Pool = "fashion-mnist";
    private const int WarmReads = 25;

    public string Name => "encoding";

    public string Title => "60,000 latents over gRPC, computed and from Redis";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var state = Directory.CreateTempSubdirectory("eml-bench-").FullName;
        await using var redis = await RedisProcess.StartNewAsync();
        await using var store = DatasetStoreHost.Build(["--GRPC_PORT=0", "--HTTP_PORT=0", "--Logging:LogLevel:Default=Warning"]);
        await store.StartAsync();
        await using var trainer = EncoderTrainerHost.Build(
            ["--GRPC_PORT=0", "--HTTP_PORT=0", "--Logging:LogLevel:Default=Warning", $"--Storage:Root={state}", $"--services:dataset-store:grpc:0={store.Urls.First()}", $"--ConnectionStrings:cache=127.0.0.1:{redis.Port}"]);
        await trainer.StartAsync();
        await using var services = Client(trainer.Urls.First());
        var client = services.GetRequiredService<EncoderTrainerService.EncoderTrainerServiceClient>();
        var encoder = await TrainAsync(client);

        // Also reads the data set from disk, once.
        await ReadAsync(client, encoder, new IdRange { First = 0, Count = 1 });
        var cold = await ReadAsync(client, encoder, range: null);
        yield return string.Create(CultureInfo.InvariantCulture, $"computed:   {cold.Seconds:0.00} s for {cold.Count} latents ({cold.Cached} from the cache)");

        List<double> warm = [];
        for (var i = 0; i < WarmReads; i++)
        {
            var read = await ReadAsync(client, encoder, range: null);
            if (read.Cached != read.Count)
                throw new InvalidOperationException($"Only {read.Cached} of {read.Count} latents came from the cache.");
            warm.Add(read.Seconds);
        }

        var median = Medians.Of(warm);
        yield return string.Create(CultureInfo.InvariantCulture, $"from Redis: {median:0.00} s (median of {WarmReads}): {cold.Seconds / median:0} × faster");

        await trainer.StopAsync();
        await store.StopAsync();
        Directory.Delete(state, recursive: true);
    }

    // As the classifier has it.
    private static ServiceProvider Client(string address)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration[$"services:{ServiceNames.EncoderTrainer}:grpc:0"] = address;
        builder.AddServiceClient<EncoderTrainerService.EncoderTrainerServiceClient>(ServiceNames.EncoderTrainer);
        builder.Configuration["Services:AllowAnonymous"] = "true";
        builder.Services.AddSingleton(ServiceKey.From(builder.Configuration));
        return builder.Services.BuildServiceProvider();
    }

    private static async Task<string> TrainAsync(EncoderTrainerService.EncoderTrainerServiceClient client)
    {
        var training = (await client.StartTrainingAsync(new StartTrainingRequest { Dataset = "glyphs", Kind = "contrastive", Seed = 1, Options = { ["epochs"] = "1" } })).Training;
        using var watch = client.WatchTraining(new WatchTrainingRequest { TrainingId = training.TrainingId });
        await foreach (var update in watch.ResponseStream.ReadAllAsync())
            training = update.Training;
        return training.State == TrainingState.Completed
            ? training.EncoderId
            : throw new InvalidOperationException($"The training ended {training.State}: {training.Error}");
    }

    private static async Task<(double Seconds, int Count, int Cached)> ReadAsync(EncoderTrainerService.EncoderTrainerServiceClient client, string encoder, IdRange? range)
    {
        var clock = Stopwatch.StartNew();
        var (count, cached) = (0, 0);
        var request = new EncodeRequest { EncoderId = encoder, Dataset = Pool, Split = Split.Train };
        if (range is not null)
            request.Range = range;
        using var call = client.Encode(request);
        await foreach (var chunk in call.ResponseStream.ReadAllAsync())
        {
            count += chunk.Count;
            cached += chunk.FromCache ? chunk.Count : 0;
        }

        return (clock.Elapsed.TotalSeconds, count, cached);
    }
}
