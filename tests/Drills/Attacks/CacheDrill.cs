using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestSupport;
using Grpc.Core;
using Trainer = EfficientMnist.Contracts.V1.EncoderTrainerService.EncoderTrainerServiceClient;

namespace Drills.Attacks;

/// <summary>A cache that is poisoned, emptied, slow, frozen and dead: the latents stay the same.</summary>
internal sealed class CacheDrill : IDrill
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => "cache";

    public string Promise => "Latents are the same with and without the cache, whatever is in it; a cache that does not answer costs seconds, not minutes.";

    public async Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        using var state = new StateCopy();
        await using var redis = await RedisProcess.StartNewAsync();
        await using var store = await ServiceProcess.StartAsync(ServiceNames.DatasetStore, state.Path);
        await using var service = await ServiceProcess.StartAsync(
            ServiceNames.EncoderTrainer, state.Path, ($"services__{store.Name}__grpc__0", store.Address.ToString()), ("ConnectionStrings__cache", $"{redis.Address},abortConnect=false"));
        var trainer = new Trainer(service.Calls);
        var encoder = await TrainAsync(trainer, cancellationToken);

        var (truth, _) = await EncodeAsync(trainer, encoder, cancellationToken);
        await AsItWasAsync("from the cache", mustBeCached: true);
        var values = await PoisonAsync(redis.Port, new Random(settings.Seed), cancellationToken);
        found.Note("values with a byte changed", values);
        await AsItWasAsync("with a byte of every value changed", mustBeCached: false);
        await AsItWasAsync("kept anew", mustBeCached: true);
        await CommandAsync(redis.Port, ["FLUSHALL"], cancellationToken);
        await AsItWasAsync("after everything was deleted", mustBeCached: false);
        using (var slow = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var slowing = SlowDownAsync(redis.Port, slow.Token);
            await AsItWasAsync("with a Redis that takes 0.4 s for each answer", mustBeCached: null);
            await slow.CancelAsync();
            await slowing;
        }
        await redis.FreezeAsync();
        await AsItWasAsync("with a frozen Redis", mustBeCached: false);
        await redis.ThawAsync();
        await redis.KillAsync();
        await AsItWasAsync("without Redis", mustBeCached: false);

        async Task AsItWasAsync(string how, bool? mustBeCached)
        {
            var clock = Stopwatch.StartNew();
            var (hash, cached) = await EncodeAsync(trainer, encoder, cancellationToken);
            found.Require(hash == truth, $"the latents are others {how}");
            found.Require(mustBeCached is null || cached == mustBeCached, $"the latents were {(cached ? "" : "not ")}from the cache {how}");
            found.Note($"seconds {how}", clock.Elapsed.TotalSeconds);
        }
    }

    private static async Task<string> TrainAsync(Trainer trainer, CancellationToken cancellationToken)
    {
        var request = new StartTrainingRequest { Dataset = "glyphs", Kind = "ae", Seed = 1, Options = { ["epochs"] = "1", ["width"] = "4", ["latent"] = "8" } };
        var training = (await trainer.StartTrainingAsync(request, cancellationToken: cancellationToken)).Training;
        using var watch = trainer.WatchTraining(new WatchTrainingRequest { TrainingId = training.TrainingId }, deadline: DateTime.UtcNow + Patience, cancellationToken: cancellationToken);
        await foreach (var update in watch.ResponseStream.ReadAllAsync(cancellationToken))
            training = update.Training;
        return training.EncoderId.Length > 0 ? training.EncoderId : throw new InvalidOperationException($"The training ended {training.State}: {training.Error}");
    }

    private static async Task<(string Hash, bool Cached)> EncodeAsync(Trainer trainer, string encoder, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var call = trainer.Encode(new EncodeRequest { EncoderId = encoder, Dataset = "glyphs", Split = Split.Train }, deadline: DateTime.UtcNow + Patience, cancellationToken: cancellationToken);
        var cached = true;
        await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            hash.AppendData(part.Latents.Span);
            cached &= part.FromCache;
        }
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), cached);
    }

    // Another byte somewhere in every value, the length unchanged: SETRANGE key at byte.
    private static async Task<int> PoisonAsync(int port, Random random, CancellationToken cancellationToken)
    {
        var keys = (await CommandAsync(port, ["KEYS", "eml:latents:*"], cancellationToken)).Split("\r\n").Where(line => line.StartsWith("eml:", StringComparison.Ordinal)).ToList();
        foreach (var key in keys)
        {
            var at = random.Next(64).ToString(CultureInfo.InvariantCulture);
            var byteThere = await CommandAsync(port, ["GETRANGE", key, at, at], cancellationToken);
            await CommandAsync(port, ["SETRANGE", key, at, byteThere.Contains('x', StringComparison.Ordinal) ? "y" : "x"], cancellationToken);
        }
        return keys.Count;
    }

    // Each command waits for the end of the pause at hand.
    private static async Task SlowDownAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await CommandAsync(port, ["CLIENT", "PAUSE", "400", "ALL"], cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Slow for long enough.
        }
    }

    private static async Task<string> CommandAsync(int port, string[] words, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        var command = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words)
            command.Append(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n");
        // Having answered, it ends the connection.
        command.Append("*1\r\n$4\r\nQUIT\r\n");
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(command.ToString()), cancellationToken);
        using var answer = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await answer.ReadToEndAsync(cancellationToken);
    }
}
