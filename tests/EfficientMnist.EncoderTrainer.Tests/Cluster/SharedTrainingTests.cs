using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Scheduling;
using EfficientMnist.EncoderTrainer.Tests.Service;
using EfficientMnist.EncoderTrainer.Trainings;
using EfficientMnist.Silo;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EfficientMnist.EncoderTrainer.Tests.Cluster;

/// <summary>Trainers of one cluster: a training is one, whichever of them is asked, and whoever trains it.</summary>
public sealed class SharedTrainingTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _shared = new();
    private readonly TempFolder _first = new();
    private readonly TempFolder _second = new();
    private RedisProcess _redis = null!;
    private GlyphStore _store = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisProcess.StartNewAsync();
        _store = await GlyphStore.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _redis.DisposeAsync();
    }

    public void Dispose()
    {
        _shared.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    [PostgresFact]
    public async Task Trainings_AskedOfOneWorker_AreWatchedAndReadAtAnother()
    {
        var labels = await PostgresServer.CreateSchemaAsync();
        await using var one = await StartAsync(_first, labels);
        await using var other = await StartAsync(_second, labels);

        var asked = new[] { await one.StartAsync(TrainerServer.Tiny(seed: 1)), await one.StartAsync(TrainerServer.Tiny(seed: 2)) };
        var done = await Task.WhenAll(asked.Select(training => other.UntilAsync(training.TrainingId, now => now.State is TrainingState.Completed or TrainingState.Failed)));
        var again = await other.StartAsync(TrainerServer.Tiny(seed: 1));
        var latents = await Task.WhenAll(new[] { one, other }.SelectMany(server => done.Select(training => EncodeAsync(server, training.EncoderId))));

        Assert.All(done, training => Assert.Equal((TrainingState.Completed, ""), (training.State, training.Error)));
        Assert.Equal(done[0].EncoderId, again.EncoderId);
        Assert.Equal(latents[..2], latents[2..]);
    }

    [PostgresFact]
    public async Task Training_CancelledAtOneWorker_EndsAtTheOneThatTrainsIt()
    {
        var labels = await PostgresServer.CreateSchemaAsync();
        await using var one = await StartAsync(_first, labels);
        await using var other = await StartAsync(_second, labels);
        // Both go on at once only where each worker has taken one.
        var trainings = new[] { await one.StartAsync(TrainerServer.Endless(seed: 1)), await one.StartAsync(TrainerServer.Endless(seed: 2)) };
        foreach (var training in trainings)
            await one.UntilAsync(training.TrainingId, now => now.State == TrainingState.Running);

        foreach (var training in trainings)
        {
            var cancelled = await other.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training.TrainingId });
            Assert.Equal(TrainingState.Cancelled, cancelled.Training.State);
        }
    }

    [PostgresFact]
    public async Task Record_OfAnActivationThatAnotherHasReplaced_IsRefused()
    {
        using var database = new SharedDatabase(await PostgresServer.CreateSchemaAsync());
        using var one = new SharedTrainingStore(database, _shared.Path, NullLogger<SharedTrainingStore>.Instance);
        using var other = new SharedTrainingStore(database, _shared.Path, NullLogger<SharedTrainingStore>.Instance);
        var first = one.Claim(Record.Id);
        one.Save(Record, first);
        var second = other.Claim(Record.Id);

        var error = Assert.Throws<StaleActivationException>(() => one.Save(Record with { State = TrainingState.Completed }, first));
        other.Save(Record with { State = TrainingState.Cancelled }, second);

        Assert.Contains("Activation 1 of training aaaa", error.Message, StringComparison.Ordinal);
        Assert.Equal(TrainingState.Cancelled, Assert.Single(one.Load()).State);
    }

    [PostgresFact]
    public async Task Attempt_AfterOneWhoseWorkerIsGone_BeginsWithItsCheckpointInAFolderOfItsOwn()
    {
        using var database = new SharedDatabase(await PostgresServer.CreateSchemaAsync());
        using var store = new SharedTrainingStore(database, _shared.Path, NullLogger<SharedTrainingStore>.Instance);
        var folders = new CheckpointFolders(store);
        var first = Directory.CreateDirectory(folders.Prepare(Record with { Attempt = 1 })).FullName;
        await File.WriteAllTextAsync(Path.Combine(first, "latest.safetensors"), "steps 1 to 20");
        await File.WriteAllTextAsync(Path.Combine(first, "latest.safetensors.partial"), "cut short");

        var second = folders.Prepare(Record with { Attempt = 2 });
        await File.WriteAllTextAsync(Path.Combine(first, "latest.safetensors"), "of a worker that was only cut off");

        Assert.NotEqual(first, second);
        Assert.Equal(["latest.safetensors"], Directory.GetFiles(second).Select(Path.GetFileName));
        Assert.Equal("steps 1 to 20", await File.ReadAllTextAsync(Path.Combine(second, "latest.safetensors")));
    }

    [PostgresFact]
    public async Task Training_WhileAWorkerWithAGpuIsFree_IsLeftToIt()
    {
        using var database = new SharedDatabase(await PostgresServer.CreateSchemaAsync());
        using var store = new SharedTrainingStore(database, _shared.Path, NullLogger<SharedTrainingStore>.Instance);
        store.Save(Record, store.Claim(Record.Id));
        var (catalogue, gpus, options) = (new TrainingCatalogue(store, NullLogger<TrainingCatalogue>.Instance), new GpuWorkers(), new TrainingOptions { Device = "cpu", ShortImages = 0 });
        var queue = new TrainingQueue(catalogue, gpus, new TrainingDevice(options), Options.Create(options));
        var alone = queue.Next(isShort: true)?.Id;

        var changed = queue.Changed;
        gpus.Are(new HashSet<string> { "one", "other" });
        var whileFree = queue.Next(isShort: true)?.Id;
        catalogue.Publish(Record with { Id = new string('b', 32), State = TrainingState.Running, Worker = "one" });
        var whileOneIs = queue.Next(isShort: true)?.Id;
        catalogue.Publish(Record with { Id = new string('c', 32), State = TrainingState.Running, Worker = "other" });
        var whileBothTrain = queue.Next(isShort: true)?.Id;

        await changed.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((Record.Id, null, null, Record.Id), (alone, whileFree, whileOneIs, whileBothTrain));
    }

    [PostgresFact]
    public async Task Devices_OfTheWorkers_AreKnownToAllUntilTheyAreGone()
    {
        using var database = new SharedDatabase(await PostgresServer.CreateSchemaAsync());
        using var store = new SharedTrainingStore(database, _shared.Path, NullLogger<SharedTrainingStore>.Instance);
        store.ExchangeDevices("one", "cuda", ["one"]);

        var both = store.ExchangeDevices("other", "cpu", ["one", "other"]);
        var left = store.ExchangeDevices("other", "cpu", ["other"]);

        Assert.Equal(new Dictionary<string, string> { ["one"] = "cuda", ["other"] = "cpu" }, both);
        Assert.Equal(new Dictionary<string, string> { ["other"] = "cpu" }, left);
    }

    private static TrainingRecord Record { get; } = new()
    {
        Id = new string('a', 32),
        Dataset = "glyphs",
        DatasetHash = "h",
        Shape = new ImageShape(1, 28, 28),
        Kind = "ae",
        Options = new Dictionary<string, string> { ["epochs"] = "1" },
        Seed = 1,
        Latent = 8,
        QueuedAt = DateTimeOffset.UnixEpoch,
    };

    private static async Task<string> EncodeAsync(TrainerServer server, string encoder)
    {
        using var call = server.Client.Encode(new EncodeRequest { EncoderId = encoder, Dataset = GlyphStore.Glyphs, Split = Split.Test });
        List<byte> latents = [];
        await foreach (var chunk in call.ResponseStream.ReadAllAsync())
            latents.AddRange(chunk.Latents.Span);
        return Convert.ToBase64String([.. latents]);
    }

    private Task<TrainerServer> StartAsync(TempFolder folder, string labels) => TrainerServer.StartAsync(
        folder.Path, _store,
        "--Cluster:Name=test", "--Cluster:Address=127.0.0.1", $"--Cluster:Port={FreePorts.Take(1)[0]}", $"--Cluster:Folder={_shared.Path}",
        $"--ConnectionStrings:cache={_redis.Address}", $"--ConnectionStrings:labels={labels}");
}
