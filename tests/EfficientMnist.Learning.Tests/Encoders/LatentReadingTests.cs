using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Encoders;

/// <summary>Encoders of equal weights whose latents are read in different ways have different hashes.</summary>
public sealed class LatentReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("contrastive", "grid", "3", "grid=3")]
    [InlineData("student", "flip_average", "off", "flip_average=off")]
    [InlineData("fine_tune", "flip_average", "off", "flip_average=off")]
    [InlineData("ae", "width", "8", "")]
    public void LatentReading_OfAnOptionThatWeightsDoNotShow_NamesIt(string kind, string option, string value, string reading)
    {
        Dictionary<string, string> options = new() { [option] = value };
        if (kind == FineTuneRecipe.Name)
            options[FineTuneRecipe.EncoderPrefix + "kind"] = "ae";

        Assert.Equal(reading, EncoderCatalog.Create(kind, options, TestImages.Create(1).Shape).LatentReading);
    }

    [Fact]
    public void ContentHash_OfTheSameWeightsOnAnotherGrid_IsAnother()
    {
        var (usual, other) = (Train("2"), Train("1"));

        var (first, second) = (Weights("2"), Weights("1"));
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, weight => Assert.Equal(weight.Value.Values, second[weight.Key].Values));
        Assert.NotEqual(usual, other);
        using var encoder = TrainedEncoder.Load(_folder["1"], Cpu());
        Assert.Equal((other, 16), (encoder.ContentHash, encoder.Latent));
    }

    public void Dispose() => _folder.Dispose();

    private static ComputeDevice Cpu() => ComputeDevice.Resolve("cpu", 2);

    private IReadOnlyDictionary<string, Safetensors.Entry> Weights(string folder) => Safetensors.Read(_folder[$"{folder}/best.safetensors"]).Tensors;

    private string Train(string grid)
    {
        var images = TestImages.Create(32);
        var recipe = EncoderCatalog.Create("contrastive", new Dictionary<string, string> { ["batch"] = "16", ["width"] = "4", ["epochs"] = "1", ["grid"] = grid }, images.Shape);
        return Fit.Run(images, recipe, new FitOptions { Device = Cpu(), CheckpointFolder = _folder[grid] }).ContentHash;
    }
}
