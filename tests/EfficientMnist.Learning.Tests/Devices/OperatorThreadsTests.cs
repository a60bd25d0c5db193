using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Tests.Training;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Devices;

/// <summary>Sums over another number of threads differ in their last bits, so how many there are is nobody else's affair.</summary>
public sealed class OperatorThreadsTests
{
    [Fact]
    public void Shard_WhoseThreadHasComputedNothing_KeepsItsThreadsWhateverAnotherSets()
    {
        using var shard = new ShardThread(1);
        Do(() => { });
        var seen = 0;
        using (OperatorThreads.Use(3))
            Do(() => seen = get_num_threads());

        Assert.Equal(1, seen);

        void Do(Action work)
        {
            shard.Start(work);
            shard.Wait();
        }
    }

    [Fact]
    public void ClosedForm_IsComputedWithTheDevicesThreadsWhateverItsCallersHas()
    {
        var images = TestImages.Create(40);
        var seen = new HashSet<int>();
        using (OperatorThreads.Use(3))
        {
            Fit.Run(images, EncoderCatalog.Create("pca", new Dictionary<string, string> { ["latent"] = "2" }, images.Shape), new FitOptions { Device = ComputeDevice.Resolve("cpu", 2) }, new Listener(_ => seen.Add(get_num_threads())));
            Assert.Equal(3, get_num_threads());
        }

        Assert.Equal([2], seen);
    }
}
