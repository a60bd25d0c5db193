using System.Text.Json;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Embeddings;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Tests.Projection;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Embeddings;

[Collection(NothingBeside.Name)]
public sealed class UmapEncoderTests : IDisposable
{
    private static readonly ImageShape Small = new(1, 10, 10);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Options_Defaults_ArePinned() => Assert.Equal("latent=10,min_distance=0.1,neighbours=15", string.Join(',', Recipe().Options.Select(o => $"{o.Key}={o.Value}")));

    [Fact]
    public void Latents_OfImagesThatWereNotThere_LieAmongThoseOfTheirClass()
    {
        var (pool, labels) = Patterns(240, seed: 1);
        var (unseen, truth) = Patterns(60, seed: 2);
        using var encoder = Fitted(pool, Recipe(("latent", "3")));

        var (known, placed) = (encoder.Encode(pool), encoder.Encode(unseen));
        var classifier = ClassifierCatalog.Create("knn", new Dictionary<string, string> { ["metric"] = "euclidean" }).Fit(known, labels, 3);

        Assert.Equal((240, 3), (known.Rows, known.Columns));
        Assert.True(Accuracy.Of(classifier.Probabilities(placed).ArgMax(), truth) > 0.95);
    }

    [Fact]
    public void Latents_OfAnImageOfThePool_AreWhereItWasLaid()
    {
        var (pool, _) = Patterns(120, seed: 1);
        using var encoder = Fitted(pool, Recipe(("latent", "4")));
        var places = Safetensors.Read(_folder["umap/best.safetensors"]).Tensors["places"];

        Assert.Equal([120, 4], places.Shape);
        Assert.All(places.Values.Zip(encoder.Encode(pool).Values.ToArray()), place => Assert.Equal(place.First, place.Second, 1e-4f));
    }

    [Fact]
    public void Solve_Again_GivesTheSameAndAnotherSeedAnother()
    {
        var (pool, _) = Patterns(60, seed: 1);
        string Hash(long seed) => Fit.Run(pool, Recipe(("latent", "3")), new FitOptions { Device = ComputeDevice.Resolve("cpu", 2), Seed = seed }).ContentHash;

        Assert.Equal(Hash(1), Hash(1));
        Assert.NotEqual(Hash(1), Hash(2));
    }

    [Fact]
    public void Weights_OfAnImageAtThePlaceOfANeighbour_AreThatNeighbour() =>
        Assert.Equal([1, 0, 0], TransformWeights.Of([1e-6f, 2, 3], 3));

    [PythonFact("umap")]
    public void Weights_OfNeighbours_EqualUmapLearns()
    {
        var random = new Random(4);
        float[][] distances = [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 15).Select(_ => (float)(0.5 + 3 * random.NextDouble())).Order().ToArray())];
        File.WriteAllText(_folder["task.json"], JsonSerializer.Serialize(new { distances }));
        var output = PythonFactAttribute.Peer("umap", "transform.py", _folder["task.json"]);
        var expected = JsonSerializer.Deserialize<float[][]>(output.Split('\n').Last(line => line.StartsWith("[[", StringComparison.Ordinal)))!;

        var ours = TransformWeights.Of([.. distances.SelectMany(row => row)], 15).Chunk(15).ToArray();

        for (var row = 0; row < ours.Length; row++)
            Assert.All(expected[row].Zip(ours[row]), weight => Assert.Equal(weight.First, weight.Second, 1e-4f));
    }

    public void Dispose() => _folder.Dispose();

    private TrainedEncoder Fitted(ImageSet images, IEncoderRecipe recipe)
    {
        var cpu = ComputeDevice.Resolve("cpu", 2);
        Fit.Run(images, recipe, new FitOptions { Device = cpu, CheckpointFolder = _folder["umap"] });
        return TrainedEncoder.Load(_folder["umap"], cpu);
    }

    private static IEncoderRecipe Recipe(params (string Name, string Value)[] options) =>
        EncoderCatalog.Create("umap", options.ToDictionary(o => o.Name, o => o.Value), Small);

    // Three patterns in noise.
    private static (ImageSet Images, int[] Labels) Patterns(int count, int seed)
    {
        var random = new Random(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        return (new ImageSet(Small, labels.SelectMany(label => Enumerable.Range(0, Small.Pixels).Select(p => (byte)(random.Next(120) + (p % 3 == label ? 100 : 0)))).ToArray()), labels);
    }
}
