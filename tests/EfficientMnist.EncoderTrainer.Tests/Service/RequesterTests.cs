using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>A training that several want is one, and ends when nobody wants it any more.</summary>
public sealed class RequesterTests : ServerTests
{
    [Fact]
    public async Task Training_WantedByTwo_EndsWhenTheSecondLetsGo()
    {
        var training = await StartAsync("run-1");
        await StartAsync("run-2");
        await Server.UntilAsync(training.TrainingId, now => now.Progress.Step > 10);

        Assert.Empty(await ReleaseAsync("run-1"));
        Assert.Empty(await ReleaseAsync("run-1"));
        Assert.Equal(TrainingState.Running, (await FindAsync(training.TrainingId)).State);
        var ended = Assert.Single(await ReleaseAsync("run-2"));

        Assert.Equal((training.TrainingId, TrainingState.Cancelled), (ended.TrainingId, ended.State));
        var kept = await Server.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = training.TrainingId });
        Assert.True(File.Exists(Path.Combine(Folder, "encoders", training.TrainingId, "checkpoints", "latest.safetensors")));
        Assert.Equal(kept.Training.Progress.Step, kept.Curve[^1].Step);
    }

    [Fact]
    public async Task Training_WantedWithoutAName_OutlivesARunThatLetsGo()
    {
        var training = await Server.StartAsync(TrainerServer.Endless());
        await StartAsync("run-1");

        Assert.Empty(await ReleaseAsync("run-1"));
        Assert.NotEqual(TrainingState.Cancelled, (await FindAsync(training.TrainingId)).State);
        await CancelAsync(training.TrainingId);
    }

    [Fact]
    public async Task WaitingTraining_LetGo_IsCancelledAndTheOthersStay()
    {
        var running = await StartAsync("run-1");
        var waiting = await StartAsync("run-2", seed: 2);

        Assert.Equal(waiting.TrainingId, Assert.Single(await ReleaseAsync("run-2")).TrainingId);
        Assert.NotEqual(TrainingState.Cancelled, (await FindAsync(running.TrainingId)).State);
        Assert.Equal(running.TrainingId, Assert.Single(await ReleaseAsync("run-1")).TrainingId);
    }

    [Fact]
    public async Task Training_AskedForAgainWhileItEnds_GoesOn()
    {
        var training = await StartAsync("run-1");
        for (var round = 0; round < 10; round++)
        {
            var step = (await Server.UntilAsync(training.TrainingId, now => now is { State: TrainingState.Running, Progress.Step: > 0 })).Progress.Step;
            // Whichever comes first: the second always wants it.
            await Task.WhenAll(ReleaseAsync("run-1"), StartAsync("run-2"));
            await Server.UntilAsync(training.TrainingId, now => now.State == TrainingState.Running && now.Progress.Step > step);
            await Task.WhenAll(ReleaseAsync("run-2"), StartAsync("run-1"));
        }
        await CancelAsync(training.TrainingId);
    }

    [Fact]
    public async Task Release_WithoutAName_IsRefused()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => ReleaseAsync(""));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("needs the requester", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartsCancelsAndReleases_AtOnce_LeaveOneTrainingThatCanBeTrained()
    {
        var request = TrainerServer.Tiny(epochs: 12);
        var random = new Random(1);
        var id = (await Server.StartAsync(request)).TrainingId;
        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => random.Next(3) switch
            {
                0 => Server.StartAsync(With(request, $"run-{i}")),
                1 => ReleaseAsync($"run-{i}"),
                _ => CancelAsync(id),
            }));
        }
        var trained = await Server.TrainAsync(request);

        Assert.Single((await Server.Client.ListTrainingsAsync(new ListTrainingsRequest())).Trainings);
        Assert.Equal((id, 48), (trained.TrainingId, trained.Progress.Step));
        await using var other = await TrainerServer.StartAsync(Path.Combine(Folder, "other"), Store);
        // However often it was broken off: the same weights as in one go.
        Assert.Equal((await other.TrainAsync(request)).EncoderId, trained.EncoderId);
    }

    private static StartTrainingRequest With(StartTrainingRequest request, string requester)
    {
        var copy = request.Clone();
        copy.Requester = requester;
        return copy;
    }

    private Task<Training> StartAsync(string requester, long seed = 1) => Server.StartAsync(With(TrainerServer.Endless(seed), requester));

    private async Task<IReadOnlyList<Training>> ReleaseAsync(string requester) =>
        (await Server.Client.ReleaseTrainingsAsync(new ReleaseTrainingsRequest { Requester = requester })).Cancelled;

    private async Task CancelAsync(string id) => await Server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = id });

    private async Task<Training> FindAsync(string id) => (await Server.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = id })).Training;
}
