using System.Globalization;
using System.Runtime.InteropServices;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Projection;
using EfficientMnist.Learning.Projection.Tsne;
using EfficientMnist.Learning.Projection.Umap;

namespace EfficientMnist.Learning.Tests.Projection;

/// <summary>On scikit-learn's digits: 1,000 images of 8×8 pixels.</summary>
public sealed class PeerTests : IDisposable
{
    private const int Columns = 64;
    private const double Margin = 0.01;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonFact("sklearn")]
    public void Pca_BesideScikitLearn_HasTheSameAxes()
    {
        var (ours, theirs, axes) = Compare("pca", "sklearn", new PcaProjection());
        Assert.Equal(theirs, ours, 0.001);
        Assert.All(axes, correlation => Assert.InRange(correlation, 0.999, 1.001));
    }

    [PythonFact("sklearn")]
    public void Tsne_BesideScikitLearn_IsAsTrustworthy()
    {
        var (ours, theirs, _) = Compare("tsne", "sklearn", new TsneProjection(new TsneOptions()));
        Assert.InRange(ours, theirs - Margin, 1);
    }

    [PythonFact("umap")]
    public void Umap_BesideUmapLearn_IsAsTrustworthy()
    {
        var (ours, theirs, _) = Compare("umap", "umap", new UmapProjection(new UmapOptions()));
        Assert.InRange(ours, theirs - Margin, 1);
    }

    private (double Ours, double Theirs, double[] Axes) Compare(string method, string modules, IProjection projection)
    {
        var (features, points) = (Path.Combine(_folder.Path, "features"), Path.Combine(_folder.Path, "points"));
        PythonFactAttribute.Peer(modules, "projection.py", "digits", features);
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(features)).ToArray();
        var picture = projection.Project(new FeatureMatrix(values, values.Length / Columns, Columns), seed: 1);
        File.WriteAllBytes(points, MemoryMarshal.AsBytes(picture.Values).ToArray());
        var lines = PythonFactAttribute.Peer(modules, "projection.py", "compare", method, features, $"{Columns}", points).Split('\n');
        var scores = Numbers(lines[0]);
        return (scores[0], scores[1], method == "pca" ? Numbers(lines[1]) : []);
    }

    private static double[] Numbers(string line) => [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
