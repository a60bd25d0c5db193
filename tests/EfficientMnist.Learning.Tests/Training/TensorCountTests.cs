using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Training;
using TorchSharp;

namespace EfficientMnist.Learning.Tests.Training;

/// <summary>Counts all tensors of the process, so no other test may run meanwhile.</summary>
[CollectionDefinition(nameof(TensorCountTests), DisableParallelization = true)]
[Collection(nameof(TensorCountTests))]
public sealed class TensorCountTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("contrastive")]
    [InlineData("contrastive", "ema=0.9", "validation=0.25")]
    [InlineData("ae", "optimizer=sgd")]
    [InlineData("fc_vae", "optimizer=sam")]
    public void Training_ThatIsDone_LeavesNoTensor(string kind, params string[] options)
    {
        var images = TestImages.Create(96);
        var device = ComputeDevice.Resolve("cpu", 2);
        var all = new Dictionary<string, string>(options.Select(option => option.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1]))) { ["batch"] = "32", ["epochs"] = "2" };
        if (kind != "fc_vae")
            all["width"] = "4";
        var recipe = EncoderCatalog.Create(kind, all, images.Shape);
        // What is made once for all trainings.
        Train("first");

        // A parameter takes over the tensor it is made of, which TorchSharp never counts as gone: so much is counted for a network
        // that is built and disposed of.
        var network = Left(() =>
        {
            using var scope = torch.NewDisposeScope();
            recipe.Build(new Random(1)).Dispose();
        });
        // Each half of a batch has a network, and the encoder that is loaded.
        Assert.Equal((device.Shards + 1) * network, Left(() => Train("second")));

        void Train(string folder)
        {
            Fit.Run(images, recipe, new FitOptions { Device = device, CheckpointFolder = _folder[folder] });
            using var encoder = TrainedEncoder.Load(_folder[folder], device);
            encoder.Encode(images);
        }
    }

    private static long Count()
    {
        // What others left for the collector is not to be counted while it is at it.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }

    private static long Left(Action work)
    {
        var before = Count();
        work();
        return Count() - before;
    }
}
