using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

public sealed class HistoryTests : ServerTests
{
    [Fact]
    public async Task GetTraining_OfACompletedOne_HasEveryEpochAlsoAfterARestart()
    {
        var request = TrainerServer.Tiny(epochs: 3);
        request.Options["validation"] = "0.25";
        var trained = await Server.TrainAsync(request);
        var answer = await Server.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = trained.TrainingId });

        Assert.Equal((trained.TrainingId, TrainingState.Completed), (answer.Training.TrainingId, answer.Training.State));
        // 300 of the 400 images are trained on, in batches of 100.
        Assert.Equal([(1, 3), (2, 6), (3, 9)], answer.Epochs.Select(epoch => (epoch.Epoch, epoch.Step)));
        Assert.All(answer.Epochs, epoch => Assert.True(epoch is { Loss: > 0, ValidationLoss: > 0, LearningRate: > 0, Seconds: > 0 }, $"{epoch}"));
        Assert.Contains(answer.Epochs, epoch => epoch.Kept);

        await Server.DisposeAsync();
        await using var next = await TrainerServer.StartAsync(Folder, Store);
        var again = await next.Client.GetTrainingAsync(new GetTrainingRequest { EncoderId = trained.EncoderId });
        Assert.Equal(answer.Epochs, again.Epochs);
        Assert.Equal(answer.Curve, again.Curve);
    }

    [Fact]
    public async Task GetTraining_OfOneThatNobodyWatched_HasTheLossFromTheFirstStep()
    {
        var training = await Server.StartAsync(TrainerServer.Endless());
        // Watched only from here on.
        await Server.UntilAsync(training.TrainingId, now => now.Progress.Step > 100);
        var running = await Server.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = training.TrainingId });
        await Server.DisposeAsync();
        await using var next = await TrainerServer.StartAsync(Folder, Store);
        var stopped = await next.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = training.TrainingId });
        await next.StartAsync(TrainerServer.Endless());
        var resumed = await next.UntilAsync(training.TrainingId, now => now.State == TrainingState.Running && now.Progress.Step > stopped.Curve[^1].Step);
        var later = await next.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = training.TrainingId });

        Assert.Equal(1, running.Curve[0].Step);
        Assert.InRange(running.Curve[^1].Step, 101, int.MaxValue);
        Assert.InRange(running.Curve.Count, 2, 500);
        Assert.All(later.Curve, point => Assert.True(point.Loss > 0));
        Assert.Equal(stopped.Curve.Take(10), later.Curve.Take(10));
        Assert.InRange(later.Curve[^1].Step, resumed.Progress.Step, int.MaxValue);
        Assert.Equal(later.Curve.Select(point => point.Step).Order().Distinct(), later.Curve.Select(point => point.Step));
    }

    [Fact]
    public async Task GetTraining_OfARunningOne_HasTheEpochsThatHaveEnded()
    {
        var training = await Server.StartAsync(TrainerServer.Endless());
        await Server.UntilAsync(training.TrainingId, now => now.Progress.Epoch > 2);
        var answer = await Server.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = training.TrainingId });
        await Server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training.TrainingId });

        Assert.Equal(TrainingState.Running, answer.Training.State);
        Assert.InRange(answer.Epochs.Count, 2, 10_000);
        Assert.Equal(Enumerable.Range(1, answer.Epochs.Count), answer.Epochs.Select(epoch => epoch.Epoch));
        Assert.All(answer.Epochs, epoch => Assert.True(double.IsNaN(epoch.ValidationLoss)));
    }

    [Theory]
    [InlineData("", "", StatusCode.InvalidArgument, "Give training_id or encoder_id, one of the two.")]
    [InlineData("0123456789abcdef0123456789abcdef", "x", StatusCode.InvalidArgument, "Give training_id or encoder_id, one of the two.")]
    [InlineData("0123456789abcdef0123456789abcdef", "", StatusCode.NotFound, "There is no training '0123456789abcdef0123456789abcdef'")]
    [InlineData("", "nobody", StatusCode.NotFound, "There is no encoder 'nobody'")]
    public async Task GetTraining_OfNone_SaysSo(string training, string encoder, StatusCode status, string message)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await Server.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = training, EncoderId = encoder }));

        Assert.Equal(status, error.StatusCode);
        Assert.Contains(message, error.Status.Detail, StringComparison.Ordinal);
    }
}
