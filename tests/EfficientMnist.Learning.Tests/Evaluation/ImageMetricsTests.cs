using System.Text.Json;
using EfficientMnist.Learning.Evaluation;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Evaluation;

public sealed class ImageMetricsTests
{
    [Theory]
    [InlineData(1, 28, 28)]
    [InlineData(3, 32, 32)]
    [InlineData(1, 9, 13)]
    [InlineData(2, 8, 8)]
    public void Similarity_EqualsTheDefinitionPlaceByPlace(int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Noisy(3, channels, height, width, seed: 1), Noisy(3, channels, height, width, seed: 2));
        var similarity = StructuralSimilarity.Of(Load(a, 3, channels, height, width), Load(b, 3, channels, height, width)).data<float>().ToArray();
        var size = channels * height * width;
        for (var i = 0; i < 3; i++)
            Assert.Equal(Naive(a.AsSpan(i * size, size), b.AsSpan(i * size, size), channels, height, width), similarity[i], 1e-5);
    }

    [Fact]
    public void Similarity_OfEqualImages_IsOneAndOfTheirNegativeBelowZero()
    {
        using var scope = NewDisposeScope();
        var image = Load(Noisy(2, 1, 28, 28, seed: 3), 2, 1, 28, 28);
        Assert.All(StructuralSimilarity.Of(image, image).data<float>().ToArray(), s => Assert.Equal(1, s, 1e-5f));
        Assert.All(StructuralSimilarity.Of(image, 1 - image).data<float>().ToArray(), s => Assert.InRange(s, -1, -0.2f));
    }

    [Fact]
    public void Similarity_HasTheGradientOfItsDifferences()
    {
        using var scope = NewDisposeScope();
        var (values, other) = (Noisy(1, 1, 12, 12, seed: 4), Load(Noisy(1, 1, 12, 12, seed: 5), 1, 1, 12, 12).to(ScalarType.Float64));
        var image = Load(values, 1, 1, 12, 12).to(ScalarType.Float64).requires_grad_();
        StructuralSimilarity.Of(image, other).sum().backward();
        var gradient = image.grad!.to(ScalarType.Float64).data<double>().ToArray();
        foreach (var pixel in (int[])[0, 17, 77, 143])
        {
            double At(double step)
            {
                var moved = values.Select(v => (double)v).ToArray();
                moved[pixel] += step;
                return StructuralSimilarity.Of(tensor(moved).view(1, 1, 12, 12), other).item<double>();
            }
            Assert.Equal((At(1e-4) - At(-1e-4)) / 2e-4, gradient[pixel], 1e-5);
        }
    }

    [Fact]
    public void Psnr_OfAKnownDifference_IsTheFormulas()
    {
        using var scope = NewDisposeScope();
        var black = zeros(2, 1, 8, 8);
        Assert.All(PeakSignalToNoise.Of(black, black + 0.1).data<float>().ToArray(), p => Assert.Equal(20, p, 1e-4f));
        Assert.All(PeakSignalToNoise.Of(black, black).data<float>().ToArray(), p => Assert.Equal(100, p, 1e-4f));
    }

    [PythonFact("skimage")]
    public void SimilarityAndPsnr_EqualThoseOfScikitImage()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (a, b) = (Noisy(4, 3, 32, 32, seed: 6), Noisy(4, 3, 32, 32, seed: 7));
        File.WriteAllText(folder["task.json"], JsonSerializer.Serialize(new { shape = new[] { 4, 3, 32, 32 }, a, b }));
        var output = PythonFactAttribute.Peer("skimage", "image_metrics.py", folder["task.json"]);
        var theirs = JsonSerializer.Deserialize<double[][]>(output)!;
        var (first, second) = (Load(a, 4, 3, 32, 32), Load(b, 4, 3, 32, 32));
        var (similarity, psnr) = (StructuralSimilarity.Of(first, second).data<float>().ToArray(), PeakSignalToNoise.Of(first, second).data<float>().ToArray());
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(theirs[i][0], similarity[i], 1e-5);
            Assert.Equal(theirs[i][1], psnr[i], 1e-4);
        }
    }

    // Smooth waves with noise, so that neither means nor variances are the same everywhere.
    private static float[] Noisy(int count, int channels, int height, int width, int seed)
    {
        var random = new Random(seed);
        var values = new float[count * channels * height * width];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)Math.Clamp(0.5 + 0.3 * Math.Sin((i % width + i / width % height) / 4.0) + 0.4 * (random.NextDouble() - 0.5), 0, 1);
        return values;
    }

    private static Tensor Load(float[] values, int count, int channels, int height, int width) => tensor(values).view(count, channels, height, width);

    private static double Naive(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int channels, int height, int width)
    {
        var side = Math.Min(11, Math.Min(height, width));
        if (side % 2 == 0)
            side--;
        double sum = 0;
        var places = 0;
        for (var channel = 0; channel < channels; channel++)
        {
            for (var top = 0; top + side <= height; top++)
            {
                for (var left = 0; left + side <= width; left++, places++)
                {
                    double weight = 0, ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
                    for (var y = 0; y < side; y++)
                    {
                        for (var x = 0; x < side; x++)
                        {
                            var (dy, dx) = (y - side / 2, x - side / 2);
                            var w = Math.Exp(-(dy * dy + dx * dx) / (2 * 1.5 * 1.5));
                            var at = (channel * height + top + y) * width + left + x;
                            (weight, ma, mb) = (weight + w, ma + w * a[at], mb + w * b[at]);
                            (aa, bb, ab) = (aa + w * a[at] * a[at], bb + w * b[at] * b[at], ab + w * a[at] * b[at]);
                        }
                    }
                    (ma, mb) = (ma / weight, mb / weight);
                    var (va, vb, cov) = (aa / weight - ma * ma, bb / weight - mb * mb, ab / weight - ma * mb);
                    sum += (2 * ma * mb + 1e-4) * (2 * cov + 9e-4) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4));
                }
            }
        }
        return sum / places;
    }
}
