using System.Collections.Concurrent;
using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.EncoderTrainer.Encoding;
using EfficientMnist.EncoderTrainer.Telemetry;
using EfficientMnist.Learning.Training;
using Google.Protobuf;
using Grpc.Core;
using StackExchange.Redis;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

public sealed class EncodeTests(CachedTrainer trainer) : IClassFixture<CachedTrainer>, IAsyncLifetime
{
    private readonly RedisProcess _redis = trainer.Redis;
    private readonly GlyphStore _store = trainer.Store;
    private readonly TrainerServer _server = trainer.Server;
    private readonly string _encoder = trainer.Encoder;

    public Task InitializeAsync() => trainer.ForgetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Encode_Twice_ComputesThenReadsTheCache()
    {
        var (cold, coldCached) = await EncodeAsync(GlyphStore.Glyphs, Split.Train);
        var streams = _store.Streams;
        var (warm, warmCached) = await EncodeAsync(GlyphStore.Glyphs, Split.Train);
        var (part, partCached) = await EncodeAsync(GlyphStore.Glyphs, Split.Train, first: 17, count: 5);
        var (test, testCached) = await EncodeAsync(GlyphStore.Glyphs, Split.Test, first: 10);

        Assert.Equal((GlyphStore.TrainCount * 8 * 2, false, true, true, false), (cold.Length, coldCached, warmCached, partCached, testCached));
        Assert.Equal(cold, warm);
        Assert.Equal(cold.AsSpan(17 * 16, 5 * 16).ToArray(), part);
        Assert.Equal(40 * 16, test.Length);
        Assert.Equal(streams + 1, _store.Streams);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.Address);
        var key = LatentCache.Key(_encoder, _store.Train.ContentHash, 0);
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromDays(6), TimeSpan.FromDays(7));
        Assert.True((await _server.Client.GetDeviceAsync(new GetDeviceRequest())).CacheAvailable);
    }

    [Fact]
    public async Task EncodeImages_OwnPixels_GivesTheSameLatents()
    {
        var (latents, _) = await EncodeAsync(GlyphStore.Glyphs, Split.Train);
        using var exchange = _server.Client.EncodeImages();
        var got = new List<byte>();
        var reading = Task.Run(async () =>
        {
            await foreach (var response in exchange.ResponseStream.ReadAllAsync())
                got.AddRange(response.Latents.Span);
        });

        for (var first = 0; first < GlyphStore.TrainCount; first += 150)
        {
            var part = _store.Train.Slice(first, Math.Min(150, GlyphStore.TrainCount - first));
            await exchange.RequestStream.WriteAsync(new EncodeImagesRequest { EncoderId = first == 0 ? _encoder : "", Pixels = ByteString.CopyFrom(part.Pixels.Span), Count = part.Count });
        }

        await exchange.RequestStream.CompleteAsync();
        await reading;

        // Batches are cut elsewhere than above, which may change the last bit of a sum.
        var (expected, actual) = (Widen(latents), Widen([.. got]));
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 0.01f));
    }

    [Fact]
    public async Task Contrastive_Trained_EncodesAsWell()
    {
        var training = await _server.TrainAsync(new StartTrainingRequest
        {
            Dataset = GlyphStore.Glyphs,
            Kind = "contrastive",
            Seed = 1,
            Options = { ["epochs"] = "1", ["batch"] = "200", ["width"] = "4", ["grid"] = "1" },
        });
        Assert.Equal((TrainingState.Completed, ""), (training.State, training.Error));

        var (latents, _) = await EncodeAsync(GlyphStore.Glyphs, Split.Test, encoder: training.EncoderId);

        Assert.Equal(50 * 16 * 2, latents.Length);
        Assert.All(Widen(latents), value => Assert.True(float.IsFinite(value)));
        Assert.True(Widen(latents).Distinct().Count() > 100);
    }

    [Fact]
    public async Task ExportEncoder_IsAFileOfTheWeightsAndTheStepsToTheLatents()
    {
        using var file = new MemoryStream();
        using var call = _server.Client.ExportEncoder(new ExportEncoderRequest { EncoderId = _encoder });
        await foreach (var message in call.ResponseStream.ReadAllAsync())
            message.Part.WriteTo(file);

        var network = ModelTensors.Read(file.ToArray(), ModelTensors.NetworkFormat);

        var steps = network.Description["steps"]!.AsArray();
        Assert.Equal(["subtract", "squares", "convolution"], steps.Take(3).Select(step => (string)step!["op"]!));
        Assert.Equal(steps.Count, (int)network.Description["latents"]!);
        Assert.Equal([4, 3, 3], network.Tensors["3.weight"].Shape[1..]);
        var unknown = await Assert.ThrowsAsync<RpcException>(() => _server.Client.ExportEncoder(new ExportEncoderRequest { EncoderId = "none" }).ResponseStream.MoveNext());
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Redis_GoneAndBack_CostsOneWarningAndNoAnswer()
    {
        var (before, _) = await EncodeAsync(GlyphStore.Glyphs, Split.Train);
        await _redis.KillAsync();
        await Eventually.TrueAsync(async () => !(await _server.Client.GetDeviceAsync(new GetDeviceRequest())).CacheAvailable);

        for (var i = 0; i < 3; i++)
        {
            var (without, cached) = await EncodeAsync(GlyphStore.Glyphs, Split.Train);
            Assert.False(cached);
            Assert.Equal(before, without);
        }

        Assert.Single(_server.Warnings.Lines, line => line.StartsWith("The cache of latent encodings is away", StringComparison.Ordinal));
        Assert.Equal("Degraded", await _server.Http.GetStringAsync(new Uri("/health", UriKind.Relative)));

        await _redis.StartAsync();
        await Eventually.TrueAsync(async () => (await _server.Client.GetDeviceAsync(new GetDeviceRequest())).CacheAvailable);
        Assert.False((await EncodeAsync(GlyphStore.Glyphs, Split.Train)).Cached);
        Assert.True((await EncodeAsync(GlyphStore.Glyphs, Split.Train)).Cached);
    }

    [Fact]
    public async Task Encode_FromTheCache_LeavesASpanOfEachLookUpUnderTheCall()
    {
        ConcurrentQueue<Activity> spans = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "OpenTelemetry.Instrumentation.StackExchangeRedis" or TrainingMetrics.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var folder = new TempFolder();
        string encoder;
        // The spans of Redis are made from what its client has noted, at the latest when the service ends.
        await using (var server = await TrainerServer.StartAsync(folder.Path, _store, $"--ConnectionStrings:cache={_redis.Address}"))
        {
            encoder = (await server.TrainAsync(TrainerServer.Tiny(seed: 77))).EncoderId;
            using var call = server.Client.Encode(new EncodeRequest { EncoderId = encoder, Dataset = GlyphStore.Glyphs, Split = Split.Test });
            while (await call.ResponseStream.MoveNext(default))
                continue;
        }

        var encode = Assert.Single(spans, span => span.OperationName == "encoder.encode" && Equals(span.GetTagItem("eml.encoder.id"), encoder));
        Assert.Contains(spans, span => span.Source.Name != TrainingMetrics.Name && span.TraceId == encode.TraceId && span.ParentSpanId == encode.SpanId);
    }

    [Fact]
    public async Task CachedChunk_OfWrongLength_IsComputedAnew()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.Address);
        await redis.GetDatabase().StringSetAsync(LatentCache.Key(_encoder, _store.Train.ContentHash, 0), "rubbish");

        var (latents, cached) = await EncodeAsync(GlyphStore.Glyphs, Split.Train);

        Assert.Equal((GlyphStore.TrainCount * 16, false), (latents.Length, cached));
        Assert.Contains(_server.Warnings.Lines, line => line.Contains($"7 bytes instead of {6400 + LatentCache.ChecksumBytes}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SixtyThousandLatents_InTheCache_AreReadAndNotComputed()
    {
        var request = TrainerServer.Tiny(seed: 7, epochs: 1);
        request.Options["latent"] = "128";
        var encoder = (await _server.TrainAsync(request)).EncoderId;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.Address);
        foreach (var part in new ChunkGrid(GlyphStore.HugeCount, 128).Cover(0, GlyphStore.HugeCount))
        {
            var key = LatentCache.Key(encoder, new string('b', 64), part.Index);
            await redis.GetDatabase().StringSetAsync(key, LatentCache.Sealed(key, new byte[part.Length * 256]));
        }

        var (latents, cached) = await EncodeAsync(GlyphStore.Huge, Split.Train, encoder: encoder);

        Assert.Equal((GlyphStore.HugeCount * 256, true), (latents.Length, cached));
    }

    [Fact]
    public async Task Encode_BadRequests_SayWhatIsWrong()
    {
        await FailsAsync(StatusCode.NotFound, "There is no encoder 'none'", () => EncodeAsync(GlyphStore.Glyphs, Split.Train, encoder: "none"));
        await FailsAsync(StatusCode.InvalidArgument, "range of 2 sample ids from 399 is outside 0 … 399", () => EncodeAsync(GlyphStore.Glyphs, Split.Train, first: 399, count: 2));
        await FailsAsync(StatusCode.InvalidArgument, "takes images of 1×28×28; those of colour are 3×28×28", () => EncodeAsync(GlyphStore.Colour, Split.Train));
        await FailsAsync(StatusCode.InvalidArgument, "has no split", () => EncodeAsync(GlyphStore.Glyphs, Split.Unspecified));
        await FailsAsync(StatusCode.InvalidArgument, "2 images of 1×28×28 are 1568 bytes; 3 came", async () =>
        {
            using var exchange = _server.Client.EncodeImages();
            await exchange.RequestStream.WriteAsync(new EncodeImagesRequest { EncoderId = _encoder, Count = 2, Pixels = ByteString.CopyFrom(1, 2, 3) });
            await exchange.ResponseStream.MoveNext(default);
        });
    }

    private static async Task FailsAsync(StatusCode status, string message, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(status, error.StatusCode);
        Assert.Contains(message, error.Status.Detail, StringComparison.Ordinal);
    }

    private static float[] Widen(byte[] halves) => [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(halves).ToArray().Select(half => (float)half)];

    private async Task<(byte[] Latents, bool Cached)> EncodeAsync(string dataset, Split split, int first = 0, int count = 0, string? encoder = null)
    {
        var request = new EncodeRequest { EncoderId = encoder ?? _encoder, Dataset = dataset, Split = split, Range = new IdRange { First = first, Count = count } };
        using var call = _server.Client.Encode(request);
        using var latents = new MemoryStream();
        var (next, cached) = (first, true);
        await foreach (var chunk in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal((next, chunk.Count * chunk.Latent * 2), (chunk.FirstId, chunk.Latents.Length));
            next += chunk.Count;
            cached &= chunk.FromCache;
            chunk.Latents.WriteTo(latents);
        }

        return (latents.ToArray(), cached);
    }
}
