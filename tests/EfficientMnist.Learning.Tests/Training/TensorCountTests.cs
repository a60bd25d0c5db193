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
        // What is made once for all trainings.
        Train("first");
        var before = torch.Tensor.TotalCount;
        Train("second");
        Train("third");

        Assert.Equal(before, torch.Tensor.TotalCount);

        void Train(string folder)
        {
            var all = new Dictionary<string, string>(options.Select(option => option.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1]))) { ["batch"] = "32", ["epochs"] = "2" };
            if (kind != "fc_vae")
                all["width"] = "4";
            var device = ComputeDevice.Resolve("cpu", 2);
            Fit.Run(images, EncoderCatalog.Create(kind, all, images.Shape), new FitOptions { Device = device, CheckpointFolder = _folder[folder] });
            using var encoder = TrainedEncoder.Load(_folder[folder], device);
            encoder.Encode(images);
        }
    }
}
