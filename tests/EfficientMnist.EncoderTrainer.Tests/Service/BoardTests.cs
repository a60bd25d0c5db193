using EfficientMnist.Contracts.V1;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>What trainings leave for TensorBoard; that the files are well-formed is tested where they are written.</summary>
public sealed class BoardTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private GlyphStore _store = null!;

    public async Task InitializeAsync() => _store = await GlyphStore.StartAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Training_OfAnAutoencoder_LeavesCurvesReconstructionsAndLatents()
    {
        await using var server = await TrainerServer.StartAsync(_folder.Path, _store, "--TensorBoard:Points=300");
        var request = TrainerServer.Tiny(epochs: 2);
        request.Options["validation"] = "0.25";
        var training = await server.TrainAsync(request);

        Assert.Equal(TrainingState.Completed, training.State);
        var board = Path.Combine(_folder.Path, "tensorboard", $"glyphs-ae-{training.TrainingId[..8]}");
        var events = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(board, "events.out.tfevents.*"))));
        Assert.All(["brain.Event:2", "loss/step", "loss/train", "loss/validation", "learning_rate", "reconstructions", "PNG"], tag => Assert.Contains(tag, events, StringComparison.Ordinal));
        // Not variational.
        Assert.DoesNotContain("samples", events, StringComparison.Ordinal);
        Assert.Equal((300, 8), ((await File.ReadAllLinesAsync(Path.Combine(board, "tensors.tsv"))).Length, (await File.ReadAllLinesAsync(Path.Combine(board, "tensors.tsv")))[0].Split('\t').Length));
        Assert.Equal(["0", "1", "2", "4"], (await File.ReadAllLinesAsync(Path.Combine(board, "metadata.tsv"))).Take(4));
        Assert.All(["sprite.png", "projector_config.pbtxt"], file => Assert.True(File.Exists(Path.Combine(board, file))));
    }

    [Fact]
    public async Task Training_InClosedForm_HasLatentsAndNoLoss()
    {
        await using var server = await TrainerServer.StartAsync(_folder.Path, _store, "--TensorBoard:Points=30");
        var training = await server.TrainAsync(new StartTrainingRequest { Dataset = GlyphStore.Glyphs, Kind = "pca", Options = { ["latent"] = "5" } });

        Assert.Equal(TrainingState.Completed, training.State);
        var board = Path.Combine(_folder.Path, "tensorboard", $"glyphs-pca-{training.TrainingId[..8]}");
        Assert.DoesNotContain("loss", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(board, "events.out.tfevents.*")))), StringComparison.Ordinal);
        Assert.Equal(30, (await File.ReadAllLinesAsync(Path.Combine(board, "tensors.tsv"))).Length);
        Assert.Empty((await server.Client.GetTrainingAsync(new GetTrainingRequest { TrainingId = training.TrainingId })).Epochs);
    }

    [Fact]
    public async Task Training_ThatGoesOn_VoidsWhatItDoesAgain()
    {
        await using var server = await TrainerServer.StartAsync(_folder.Path, _store);
        var training = await server.StartAsync(TrainerServer.Endless());
        await server.UntilAsync(training.TrainingId, now => now.Progress.Step > 10);
        var cancelled = (await server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training.TrainingId })).Training;
        await server.StartAsync(TrainerServer.Endless());
        await server.UntilAsync(training.TrainingId, now => now.State == TrainingState.Running && now.Progress.Step > cancelled.Progress.Step);
        await server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = training.TrainingId });

        var files = Directory.GetFiles(Path.Combine(_folder.Path, "tensorboard", $"glyphs-ae-{training.TrainingId[..8]}"), "events.out.tfevents.*").Order(StringComparer.Ordinal).ToArray();
        // Message 7 of two bytes, its field 1 is 1: the session starts here.
        Assert.Equal([false, true], files.Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains("\x3a\x02\x08\x01", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Training_WithoutTensorBoard_LeavesNothingForIt()
    {
        await using var server = await TrainerServer.StartAsync(_folder.Path, _store, "--TensorBoard:Enabled=false");
        await server.TrainAsync(TrainerServer.Tiny());
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "tensorboard")));
    }

    [Fact]
    public async Task Training_WhoseBoardCannotBeWritten_IsCompletedAllTheSame()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "tensorboard"), "a file, not a folder");
        await using var server = await TrainerServer.StartAsync(_folder.Path, _store);
        var training = await server.TrainAsync(TrainerServer.Tiny());

        Assert.Equal(TrainingState.Completed, training.State);
        Assert.Contains(server.Warnings.Lines, line => line.Contains("the training goes on without TensorBoard", StringComparison.Ordinal));
    }
}
