using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Tests.Service;
using Microsoft.Extensions.Logging.Abstractions;

namespace EfficientMnist.EncoderTrainer.Tests.Trainings;

public sealed class TrainingStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TrainingStore _store;

    public TrainingStoreTests() => _store = new TrainingStore(_folder.Path, TimeProvider.System, NullLogger<TrainingStore>.Instance);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Record_SavedAndLoaded_IsTheSame()
    {
        var record = Record('a') with { State = TrainingState.Completed, EncoderId = "e", Seconds = 1.5, FinalLoss = double.NaN, Progress = new(1, 2, 3, 4, 0.5, 6, TimeSpan.FromSeconds(7)) { Metrics = new Dictionary<string, double> { ["kl"] = 0.25 } } };
        var activation = _store.Claim(record.Id);
        _store.Save(Record('a'), activation);
        _store.Save(record, activation);

        var loaded = Assert.Single(_store.Load());

        Assert.Equal(record.Options, loaded.Options);
        Assert.Equal(record.Progress!.Metrics, loaded.Progress!.Metrics);
        Assert.Equal(record.Requesters, loaded.Requesters);
        Assert.Equal(record, loaded with { Options = record.Options, Requesters = record.Requesters, Progress = loaded.Progress with { Metrics = record.Progress.Metrics } });
    }

    [Fact]
    public void Record_Damaged_IsLeftOutAndTheOthersLoad()
    {
        _store.Save(Record('a'), _store.Claim(Record('a').Id));
        _store.Save(Record('b'), _store.Claim(Record('b').Id));
        File.WriteAllText(Path.Combine(_folder.Path, "encoders", new string('a', 32), "training.json"), "{\"id\":");

        Assert.Equal(new string('b', 32), Assert.Single(_store.Load()).Id);
    }

    [Fact]
    public void Record_OfAnActivationThatWasSuperseded_IsRefused()
    {
        var first = _store.Claim(Record('a').Id);
        _store.Save(Record('a'), first);
        var second = _store.Claim(Record('a').Id);

        var error = Assert.Throws<StaleActivationException>(() => _store.Save(Record('a') with { State = TrainingState.Completed }, first));
        Assert.Contains("Activation 1 of training aaaa", error.Message, StringComparison.Ordinal);
        Assert.Equal(TrainingState.Queued, Assert.Single(_store.Load()).State);
        _store.Save(Record('a') with { State = TrainingState.Cancelled }, second);
        Assert.Equal(TrainingState.Cancelled, Assert.Single(_store.Load()).State);
    }

    [Fact]
    public void Training_ClaimedAndNeverSaved_IsNone()
    {
        _store.Claim(Record('a').Id);
        Assert.Empty(_store.Load());
    }

    [Fact]
    public void Folder_OfAnotherProcess_IsRefused()
    {
        using var impatient = new TempFolder();
        using var first = new TrainingStore(impatient.Path, TimeProvider.System, NullLogger<TrainingStore>.Instance);

        var error = Assert.Throws<InvalidOperationException>(() => new TrainingStore(impatient.Path, new HurriedTime(), NullLogger<TrainingStore>.Instance));

        Assert.Contains("Another encoder-trainer works on", error.Message, StringComparison.Ordinal);
    }

    private static TrainingRecord Record(char digit) => new()
    {
        Id = new string(digit, 32),
        Dataset = "glyphs",
        DatasetHash = "h",
        Shape = new ImageShape(1, 28, 28),
        Kind = "ae",
        Options = new SortedDictionary<string, string> { ["epochs"] = "1" },
        Seed = 1,
        Latent = 8,
        Work = 60_000,
        Requesters = ["", "run-1"],
        QueuedAt = DateTimeOffset.UnixEpoch.AddSeconds(digit),
    };
}
