using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

public sealed class TrainingServiceTests : ServerTests
{
    [Fact]
    public async Task Training_Watched_StreamsProgressUntilTheEncoderIsThere()
    {
        var started = await Server.StartAsync(TrainerServer.Tiny(epochs: 3));
        List<Training> seen = [];
        using var watch = Server.Client.WatchTraining(new WatchTrainingRequest { TrainingId = started.TrainingId });
        await foreach (var update in watch.ResponseStream.ReadAllAsync())
            seen.Add(update.Training);

        Assert.Equal((TrainingState.Completed, 12, 12, 3), (seen[^1].State, seen[^1].Progress.Step, seen[^1].Progress.TotalSteps, seen[^1].Progress.Epoch));
        Assert.Equal(seen.Select(each => each.Progress.Step).Order(), seen.Select(each => each.Progress.Step));
        Assert.Equal(("cpu", "float32", "mse"), (seen[^1].Device, seen[^1].Precision, seen[^1].Options["loss"]));
        var encoder = Assert.Single((await Server.Client.ListEncodersAsync(new ListEncodersRequest())).Encoders);
        Assert.Equal((seen[^1].EncoderId, started.TrainingId, 8, "ae"), (encoder.EncoderId, encoder.TrainingId, encoder.Latent, encoder.Kind));
        Assert.True(encoder.TrainingSeconds > 0 && double.IsFinite(encoder.FinalLoss));
    }

    [Fact]
    public async Task SameRequest_Again_IsTheSameTraining()
    {
        var first = await Server.TrainAsync(TrainerServer.Tiny());
        var spelledOut = TrainerServer.Tiny();
        spelledOut.Options["loss"] = "mse";
        var second = await Server.StartAsync(spelledOut);
        var other = await Server.TrainAsync(TrainerServer.Tiny(seed: 2));

        Assert.Equal((first.TrainingId, first.EncoderId, TrainingState.Completed), (second.TrainingId, second.EncoderId, second.State));
        Assert.NotEqual(first.TrainingId, other.TrainingId);
        Assert.NotEqual(first.EncoderId, other.EncoderId);
        Assert.Equal(2, (await Server.Client.ListTrainingsAsync(new ListTrainingsRequest())).Trainings.Count);

        // Both trainings had the images of one stream.
        Assert.Equal(1, Store.Streams);
    }

    [Fact]
    public async Task SameRequest_ManyAtOnce_IsOneTraining()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Server.StartAsync(TrainerServer.Tiny())));

        Assert.Single(answers.Select(answer => answer.TrainingId).Distinct());
        await Server.UntilAsync(answers[0].TrainingId, now => now.State == TrainingState.Completed);
    }

    [Fact]
    public async Task Queue_OneAtATime_InOrderAndCancellable()
    {
        var running = await Server.StartAsync(TrainerServer.Endless());
        await Server.UntilAsync(running.TrainingId, now => now.State == TrainingState.Running);
        var second = await Server.StartAsync(TrainerServer.Tiny(seed: 2));
        var third = await Server.StartAsync(TrainerServer.Tiny(seed: 3));

        Assert.Equal((TrainingState.Queued, 1), (second.State, second.Progress.QueuePosition));
        Assert.Equal((TrainingState.Queued, 2), (third.State, third.Progress.QueuePosition));

        var cancelled = await Server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = second.TrainingId });
        Assert.Equal(TrainingState.Cancelled, cancelled.Training.State);
        var stopped = await Server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = running.TrainingId });
        Assert.Equal(TrainingState.Cancelled, stopped.Training.State);
        await Server.UntilAsync(third.TrainingId, now => now.State == TrainingState.Completed);
        Assert.Equal(TrainingState.Cancelled, (await WatchOnceAsync(second.TrainingId)).State);
    }

    [Fact]
    public async Task Cancelled_StartedAgain_GoesOnFromItsCheckpoint()
    {
        var training = await Server.StartAsync(TrainerServer.Endless());
        await Server.UntilAsync(training.TrainingId, now => now.Progress.Step > 10);
        var cancelled = (await Server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training.TrainingId })).Training;

        var again = await Server.StartAsync(TrainerServer.Endless());
        var resumed = await Server.UntilAsync(training.TrainingId, now => now.State == TrainingState.Running && now.Progress.Step != cancelled.Progress.Step);

        Assert.Equal(training.TrainingId, again.TrainingId);
        Assert.InRange(resumed.Progress.Step, cancelled.Progress.Step + 1, cancelled.Progress.Step + 100_000);
        await Server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training.TrainingId });
    }

    [Fact]
    public async Task Stop_WhileTraining_WatchersHearThatItWasInterrupted()
    {
        var training = await Server.StartAsync(TrainerServer.Endless());
        var waiting = await Server.StartAsync(TrainerServer.Tiny(seed: 2));
        await Server.UntilAsync(training.TrainingId, now => now.Progress.Step > 5);
        var watcher = Server.UntilAsync(training.TrainingId, now => now.State == TrainingState.Interrupted);
        using var other = Server.Client.WatchTraining(new WatchTrainingRequest { TrainingId = waiting.TrainingId });
        Assert.True(await other.ResponseStream.MoveNext(default));

        await Server.StopAsync();

        Assert.Equal(TrainingState.Interrupted, (await watcher).State);
        await Server.DisposeAsync();

        // What waited was not begun at the last moment, and is found again.
        await using var next = await TrainerServer.StartAsync(Folder, Store);
        var found = (await next.Client.ListTrainingsAsync(new ListTrainingsRequest())).Trainings;
        Assert.Equal(TrainingState.Interrupted, found.Single(each => each.TrainingId == training.TrainingId).State);
        await next.UntilAsync(waiting.TrainingId, now => now.State == TrainingState.Completed);
    }

    [Theory]
    [InlineData("glyphs", "transformer", "", "", StatusCode.InvalidArgument, "choose one of contrastive, ae")]
    [InlineData("glyphs", "ae", "epochs", "0", StatusCode.InvalidArgument, "epochs='0' must be a whole number from 1 to 10000")]
    [InlineData("glyphs", "ae", "colour", "red", StatusCode.InvalidArgument, "has no option 'colour'. Did you mean ")]
    [InlineData("glyphs", "", "", "", StatusCode.InvalidArgument, "one of contrastive, ae")]
    [InlineData("", "ae", "", "", StatusCode.InvalidArgument, "needs a data set")]
    [InlineData("unicorns", "ae", "", "", StatusCode.NotFound, "no data set 'unicorns'")]
    public async Task StartTraining_BadRequest_SaysWhatIsWrong(string dataset, string kind, string option, string value, StatusCode status, string message)
    {
        var request = new StartTrainingRequest { Dataset = dataset, Kind = kind };
        if (option.Length > 0)
            request.Options[option] = value;

        var error = await Assert.ThrowsAsync<RpcException>(() => Server.StartAsync(request));

        Assert.Equal(status, error.StatusCode);
        Assert.Contains(message, error.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await Server.Client.ListTrainingsAsync(new ListTrainingsRequest())).Trainings);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("../../etc/passwd")]
    public async Task UnknownTraining_Asked_IsNotFound(string id)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => WatchOnceAsync(id));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Contains($"There is no training '{id}'", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetDevice_AndHealth_Answer()
    {
        var device = await Server.Client.GetDeviceAsync(new GetDeviceRequest());

        Assert.Equal(("cpu", "float32", 1, false), (device.Device, device.Precision, device.Threads, device.CacheAvailable));
        Assert.Equal("Healthy", await Server.Http.GetStringAsync(new Uri("/health", UriKind.Relative)));
    }

    private async Task<Training> WatchOnceAsync(string id) => await Server.UntilAsync(id, static _ => true);
}
