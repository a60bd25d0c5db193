using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>Short work beside a long training, and what those say that wait for it.</summary>
public sealed class SchedulingTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private GlyphStore _store = null!;
    private TrainerServer _server = null!;

    public async Task InitializeAsync()
    {
        _store = await GlyphStore.StartAsync();
        _server = await TrainerServer.StartAsync(_folder.Path, _store, "--Training:ShortImages=10000");
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ShortTrainingAndEncoding_BesideALongTraining_AreDoneWhileItGoesOn()
    {
        var running = await RunningAsync(TrainerServer.Endless());
        var trained = await _server.TrainAsync(TrainerServer.Tiny(seed: 2));
        Assert.Equal(TrainingState.Completed, trained.State);
        using var stream = _server.Client.Encode(new EncodeRequest { EncoderId = trained.EncoderId, Dataset = GlyphStore.Glyphs, Split = Split.Train });
        var encoded = 0;
        await foreach (var chunk in stream.ResponseStream.ReadAllAsync())
            encoded += chunk.Count;

        Assert.Equal(GlyphStore.TrainCount, encoded);
        var step = (await _server.UntilAsync(running.TrainingId, static _ => true)).Progress.Step;
        await _server.UntilAsync(running.TrainingId, now => now is { State: TrainingState.Running } && now.Progress.Step > step);
        await CancelAsync(running.TrainingId);
    }

    [Fact]
    public async Task ShortTraining_BesideALongOne_IsTheSameToTheBit()
    {
        var alone = await _server.TrainAsync(TrainerServer.Tiny(seed: 3));
        using var other = new TempFolder();
        await using var second = await TrainerServer.StartAsync(other.Path, _store, "--Training:ShortImages=10000");
        var running = await second.StartAsync(TrainerServer.Endless());
        await second.UntilAsync(running.TrainingId, now => now.Progress.Step > 0);
        var beside = await second.TrainAsync(TrainerServer.Tiny(seed: 3));
        await second.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = running.TrainingId });

        Assert.Equal(alone.EncoderId, beside.EncoderId);
    }

    [Fact]
    public async Task WaitingTraining_Watched_SaysWhatForAndHowLong()
    {
        var running = await RunningAsync(TrainerServer.Endless());
        var second = await _server.StartAsync(TrainerServer.Endless(seed: 2));
        var third = await _server.UntilAsync((await _server.StartAsync(TrainerServer.Endless(seed: 3))).TrainingId, now => now.Wait?.Seconds > 0);

        Assert.Equal([running.TrainingId, second.TrainingId], third.Wait.TrainingIds);
        Assert.Matches(@"^ae on glyphs, step \d+ of 40000, and 1 more$", third.Wait.Reason);
        Assert.Equal(2, third.Progress.QueuePosition);
        var wait = (await _server.UntilAsync(second.TrainingId, static _ => true)).Wait;
        Assert.True(wait.Seconds > 0);
        // Two trainings take longer than what is left of one; the pace by which both are told changes from one step to the next.
        await _server.UntilAsync(third.TrainingId, now => now.Wait.Seconds > wait.Seconds);

        await CancelAsync(running.TrainingId);
        var begun = await _server.UntilAsync(second.TrainingId, now => now.State == TrainingState.Running);
        Assert.Null(begun.Wait);
        await CancelAsync(third.TrainingId);
        await CancelAsync(second.TrainingId);
    }

    [Fact]
    public async Task WaitingTraining_BehindOneOfAKindNeverTimed_DoesNotGuess()
    {
        var running = await RunningAsync(TrainerServer.Endless());
        await _server.StartAsync(new StartTrainingRequest { Dataset = GlyphStore.Glyphs, Kind = "fc_vae", Options = { ["epochs"] = "10000" } });
        var third = await _server.StartAsync(TrainerServer.Endless(seed: 3));

        Assert.Equal((2, 0), (third.Wait.TrainingIds.Count, third.Wait.Seconds));
        await CancelAsync(third.TrainingId);
        await CancelAsync(running.TrainingId);
    }

    private async Task<Training> RunningAsync(StartTrainingRequest request)
    {
        var training = await _server.StartAsync(request);
        return await _server.UntilAsync(training.TrainingId, now => now is { State: TrainingState.Running, Progress.Step: > 10 });
    }

    private async Task CancelAsync(string id) => await _server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = id });
}
