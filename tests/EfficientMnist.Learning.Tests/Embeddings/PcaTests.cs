using System.Text.Json;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Embeddings;

public sealed class PcaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Options_Defaults_ArePinned() => Assert.Equal("latent=32", string.Join(',', Recipe().Options.Select(o => $"{o.Key}={o.Value}")));

    [Theory]
    [InlineData("0", "latent='0' must be a whole number from 1 to 4096.")]
    [InlineData("785", "encoder pca: latent='785' must be at most 784, the values of an image of 1×28×28.")]
    public void Options_OutOfRange_NameTheRange(string latent, string message) =>
        Assert.Equal(message, Assert.Throws<RefusalException>(() => Recipe(latent)).Message);

    [Fact]
    public void Run_OnImagesTooLargeForTheirCovariance_SaysWhatToDo()
    {
        var large = new ImageShape(3, 65, 64);
        var recipe = EncoderCatalog.Create("pca", new Dictionary<string, string>(), large);
        var error = Assert.Throws<RefusalException>(() => Fit.Run(TestImages.Create(2, large), recipe, new FitOptions { Device = ComputeDevice.Resolve("cpu", 2) }));
        Assert.Contains("those of 3×65×64 have 12,480", error.Message, StringComparison.Ordinal);
    }

    [PythonFact("sklearn.decomposition")]
    public void Latents_OfImagesThatWereNotThere_EqualScikitLearns()
    {
        var (train, test) = (TestImages.Create(300), TestImages.Create(50, seed: 7));
        using var encoder = Fitted(train, Recipe("12"));
        var ours = encoder.Encode(test);
        File.WriteAllText(_folder["task.json"], JsonSerializer.Serialize(new { train = Rows(train), test = Rows(test), latent = 12 }));
        var output = PythonFactAttribute.Peer("sklearn.decomposition", "pca.py", _folder["task.json"]);
        var expected = JsonSerializer.Deserialize<float[][]>(output)!;

        for (var row = 0; row < test.Count; row++)
        {
            for (var column = 0; column < 12; column++)
                Assert.Equal(expected[row][column], ours[row, column], 2e-3f);
        }
    }

    [Fact]
    public void Decode_OfAllComponents_DrawsTheImagesAgain()
    {
        var images = TestImages.Create(60, new ImageShape(1, 12, 12));
        using var encoder = Fitted(images, EncoderCatalog.Create("pca", new Dictionary<string, string> { ["latent"] = "144" }, images.Shape));

        var drawn = encoder.Decode(encoder.Encode(images)).Pixels.ToArray();

        Assert.True(encoder.CanDecode);
        Assert.All(images.Pixels.ToArray().Zip(drawn), pixel => Assert.InRange(pixel.First - pixel.Second, -1, 1));
    }

    public void Dispose() => _folder.Dispose();

    private TrainedEncoder Fitted(ImageSet images, IEncoderRecipe recipe)
    {
        var cpu = ComputeDevice.Resolve("cpu", 2);
        // Whatever precision is asked for, sums of squares are not taken in it.
        var result = Fit.Run(images, recipe, new FitOptions { Device = cpu, CheckpointFolder = _folder["pca"], Precision = Precision.BFloat16 });
        var encoder = TrainedEncoder.Load(_folder["pca"], cpu);
        Assert.Equal(result.ContentHash, encoder.ContentHash);
        return encoder;
    }

    private static float[][] Rows(ImageSet images) => [.. images.Pixels.ToArray().Chunk(images.Shape.Pixels).Select(row => row.Select(pixel => pixel / 255f).ToArray())];

    private static IEncoderRecipe Recipe(string? latent = null) =>
        EncoderCatalog.Create("pca", latent is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["latent"] = latent }, TestImages.Grey);
}
