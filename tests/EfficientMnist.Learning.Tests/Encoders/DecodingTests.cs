using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class DecodingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Decode_OfAnAutoencodersLatents_DrawsImagesNearerThanTheMeanImage()
    {
        var images = Slopes.Create(128);
        using var encoder = Train("ae", images, epochs: 20);
        var drawn = encoder.Decode(encoder.Encode(images));

        Assert.True(encoder.CanDecode);
        Assert.Equal((images.Shape, 128), (drawn.Shape, drawn.Count));
        Assert.InRange(Difference(images, drawn), 0, Difference(images, Slopes.Mean(images)) / 2);
        Assert.Equal(drawn[100].ToArray(), encoder.Decode(encoder.Encode(images[100], 1))[0].ToArray(), (a, b) => Math.Abs(a - b) <= 1);
    }

    [Fact]
    public void Decode_OfLatentsOfAnotherLength_NamesBoth()
    {
        using var encoder = Train("ae", Slopes.Create(64), epochs: 1);
        var exception = Assert.Throws<ArgumentException>(() => encoder.Decode(new FeatureMatrix(2, 5)));
        Assert.Equal("The encoder's latents have 32 numbers, these have 5. (Parameter 'latents')", exception.Message);
    }

    [Fact]
    public void Decode_ByAnEncoderWithoutADecoder_Fails()
    {
        using var encoder = Train("contrastive", Slopes.Create(64), epochs: 1);
        Assert.False(encoder.CanDecode);
        Assert.Equal("An encoder of kind contrastive cannot draw images from latents.", Assert.Throws<RefusalException>(() => encoder.Decode(new FeatureMatrix(1, encoder.Latent))).Message);
    }

    [Fact]
    public void Prior_OfAnEncoderThatIsNotVariational_Fails()
    {
        using var encoder = Train("ae", Slopes.Create(64), epochs: 1);
        Assert.False(encoder.IsVariational);
        Assert.Throws<RefusalException>(() => encoder.Prior(3, seed: 1));
    }

    public void Dispose() => _folder.Dispose();

    private TrainedEncoder Train(string kind, ImageSet images, int epochs)
    {
        var device = ComputeDevice.Resolve("cpu", 2);
        var options = new Dictionary<string, string> { ["batch"] = "32", ["width"] = "8", ["epochs"] = $"{epochs}", ["learning_rate"] = "0.005" };
        Fit.Run(images, EncoderCatalog.Create(kind, options, images.Shape), new FitOptions { Device = device, CheckpointFolder = _folder[kind] });
        return TrainedEncoder.Load(_folder[kind], device);
    }

    // Mean over all pixels, in grey levels.
    private static double Difference(ImageSet a, ImageSet b) =>
        a.Pixels.ToArray().Zip(b.Pixels.ToArray(), (x, y) => Math.Abs(x - y)).Average();
}
