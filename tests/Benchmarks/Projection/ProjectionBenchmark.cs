using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Projection;
using EfficientMnist.Learning.Projection.Tsne;
using EfficientMnist.Learning.Projection.Umap;

namespace Benchmarks.Projection;

/// <summary>
/// PCA, t-SNE and UMAP of the same pixels, ours beside scikit-learn's and umap-learn's, one after the other: seconds, and how
/// trustworthy the pictures are (Venna and Kaski 2001, 15 neighbours).
/// </summary>
internal sealed class ProjectionBenchmark : IBenchmark
{
    private const int Images = 5_000;
    private const string Garments = "fashion-mnist";

    public string Name => "projection";

    public string Title => "PCA, t-SNE and UMAP beside scikit-learn and umap-learn";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var catalog = new DatasetCatalog(new DatasetOptions());
        var dataset = catalog.List().Any(each => each.Name == Garments && each.Available) ? Garments : DatasetCatalog.Drawn;
        var images = (await catalog.LoadImagesAsync(dataset, DatasetSplit.Train)).Slice(0, Images);
        var pixels = new FeatureMatrix([.. images.Pixels.ToArray().Select(value => value / 255f)], Images, images.Shape.Pixels);
        yield return $"{Images} images of {dataset}, {images.Shape.Pixels} pixels each";

        var folder = Directory.CreateTempSubdirectory("eml-bench-").FullName;
        var (features, points) = (Path.Combine(folder, "features"), Path.Combine(folder, "points"));
        await File.WriteAllBytesAsync(features, MemoryMarshal.AsBytes(pixels.Values).ToArray());
        (string Method, IProjection Projection)[] all = [("pca", new PcaProjection()), ("tsne", new TsneProjection(new TsneOptions())), ("umap", new UmapProjection(new UmapOptions()))];
        foreach (var (method, projection) in all)
        {
            var started = Stopwatch.GetTimestamp();
            var picture = projection.Project(pixels, seed: 1);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await File.WriteAllBytesAsync(points, MemoryMarshal.AsBytes(picture.Values).ToArray());
            var theirs = await PythonPeer.RunAsync("project.py", method, features, pixels.Columns.ToString(CultureInfo.InvariantCulture), points);
            var theirSeconds = theirs.GetProperty("seconds").GetDouble();
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{method,-4} ours {seconds,6:0.0} s, trustworthiness {theirs.GetProperty("ours").GetDouble():0.0000}; theirs {theirSeconds,6:0.0} s, {theirs.GetProperty("theirs").GetDouble():0.0000}: {theirSeconds / seconds:0.00} × as fast");
        }
        Directory.Delete(folder, recursive: true);
    }
}
