using System.Text;
using EfficientMnist.Cli.TensorBoard;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Tests;

public sealed class TensorBoardVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-tensorboard-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TensorBoard_OfARun_HasItsCurvesItsLatentsAndItsEncodersTraining()
    {
        await using var system = await ScriptedSystem.StartAsync();
        Assert.Equal(0, (await system.RunAsync("run", "labels=200")).ExitCode);
        var (id, known) = system.Classifier.Runs.Single();
        known.EncoderId = ScriptedTrainer.EncoderId;
        known.Assessments.Add(new RoundAssessment { Labels = 50, ExpectedAccuracy = 0.7, Estimate = new AccuracyEstimate { Accuracy = 0.7, Low = 0.6, High = 0.8 } });

        var run = await system.RunAsync("tensorboard", id, "--out", _folder);

        Assert.True(run.ExitCode == 0, run.Errors);
        var board = Path.Combine(_folder, $"labels=200-{id}");
        Assert.All(["accuracy/test", "accuracy/estimate_low", "accuracy/expected", "macro_f1/test"], tag => Assert.Contains(tag, Events(board), StringComparison.Ordinal));
        Assert.DoesNotContain("agreement", Events(board), StringComparison.Ordinal);
        Assert.Equal("0\t0.5\n1\t1.5\n2\t2.5\n", File.ReadAllText(Path.Combine(board, "tensors.tsv")));
        Assert.Equal(
            "sample\tpredicted\tconfidence\tbought in round\tlabel\n0\tnut\t1\t1\tnut\n1\tbolt, long\t0.75\t\t\n2\tbolt, long\t0.5\t2\tbolt, long\n",
            File.ReadAllText(Path.Combine(board, "metadata.tsv")));
        Assert.Contains("single_image_dim: 7", File.ReadAllText(Path.Combine(board, "projector_config.pbtxt")), StringComparison.Ordinal);
        Assert.Equal("sheet of 0 1 2", File.ReadAllText(Path.Combine(board, "sprite.png")));
        Assert.All(["loss/train", "loss/validation", "kl/train"], tag => Assert.Contains(tag, Events(Path.Combine(_folder, "glyphs-ae-t1")), StringComparison.Ordinal));

        // Again, with fewer points: those whose labels were bought.
        Assert.Equal(0, (await system.RunAsync("tensorboard", id, "--out", _folder, "--points", "2")).ExitCode);
        Assert.Equal("0\t0.5\n2\t2.5\n", File.ReadAllText(Path.Combine(board, "tensors.tsv")));
        Assert.Single(Directory.GetFiles(board, "events.out.tfevents.*"));
    }

    [Theory]
    [InlineData("t1")]
    [InlineData(ScriptedTrainer.EncoderId)]
    public async Task TensorBoard_OfATrainingOrAnEncoder_HasItsCurves(string id)
    {
        await using var system = await ScriptedSystem.StartAsync();
        var run = await system.RunAsync("tensorboard", id, "--out", _folder, "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal($"[\"{Path.Combine(_folder, "glyphs-ae-t1")}\"]", run.Output.Trim());
        Assert.Contains("learning_rate", Events(Path.Combine(_folder, "glyphs-ae-t1")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody --out x", "There is no run and no encoder 'nobody'")]
    [InlineData("t1", "--out names the folder")]
    [InlineData("t1 --out x --points 20000", "--points='20000' must be a whole number from 0 to 10000")]
    public async Task TensorBoard_Mistyped_IsExplained(string line, string hint)
    {
        await using var system = await ScriptedSystem.StartAsync();
        var run = await system.RunAsync(["tensorboard", .. line.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(hint, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 28, 2_000, 0)]
    [InlineData(1, 28, 3_800, 27)]
    [InlineData(3, 32, 2_000, 22)]
    [InlineData(3, 96, 10_000, 10)]
    public void Tile_OfManyOrLargeImages_IsTheLargestOfWhichAllFitOnASheet(int channels, int side, int count, int tile)
    {
        Assert.Equal(tile, RunLatents.TileFor(new Dataset { Channels = channels, Height = side, Width = side }, count));

        var across = (int)Math.Ceiling(Math.Sqrt(count));
        var places = across * (int)Math.Ceiling((double)count / across) * channels;
        bool Fits(int pixels) => places * pixels * pixels <= 3_000_000;
        Assert.True(tile == 0 ? Fits(side) : Fits(tile) && !Fits(tile + 1));
    }

    private static string Events(string board) => Encoding.Latin1.GetString(File.ReadAllBytes(Assert.Single(Directory.GetFiles(board, "events.out.tfevents.*"))));
}
