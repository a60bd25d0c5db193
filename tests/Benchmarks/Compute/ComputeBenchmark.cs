using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Propagation;
using EfficientMnist.Learning.Training;

namespace Benchmarks.Compute;

/// <summary>
/// What a run computes, part by part, on Fashion-MNIST: seconds on the clock and of processor time. Each turn is one
/// measurement of every part, so that two builds can be measured in alternation.
/// </summary>
internal sealed class ComputeBenchmark : IBenchmark
{
    private const int Batch = 256;
    private const int Steps = 40;
    private const int Labels = 1000;
    private const int Classes = 10;
    private const int HogDimensions = 512;

    public string Name => "compute";

    public string Title => "training, encoding, kernel and neighbours on 60,000 images";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var device = ComputeDevice.Resolve("cpu");
        var images = await new DatasetCatalog(new DatasetOptions()).LoadImagesAsync("fashion-mnist", DatasetSplit.Train);
        var folder = Directory.CreateTempSubdirectory("eml-bench-").FullName;
        var recipe = EncoderCatalog.Create("contrastive", new Dictionary<string, string> { ["epochs"] = "1", ["batch"] = Batch.ToString(CultureInfo.InvariantCulture) }, images.Shape);
        Fit.Run(images.Slice(0, 3 * Batch), recipe, new FitOptions { Device = device, Precision = Precision.Float32 });
        foreach (var precision in new[] { Precision.Float32, Precision.BFloat16 })
        {
            var checkpoints = Path.Combine(folder, precision.ToString());
            yield return Measure($"training {precision}", Steps * Batch, () =>
                Fit.Run(images.Slice(0, Steps * Batch), recipe, new FitOptions { Device = device, Precision = precision, CheckpointFolder = checkpoints }));
            using var encoder = TrainedEncoder.Load(checkpoints, device);
            encoder.Encode(images.Slice(0, 1024));
            yield return Measure($"encoding {precision}", images.Count, () => encoder.Encode(images));
        }

        Directory.Delete(folder, recursive: true);
        JointViews? views = null;
        yield return Measure("histograms", images.Count, () => views = JointViews.Of(HogView.Of(images, new HogOptions(), HogDimensions).Compute(images)));
        var pool = views!.Pool;
        var rows = pool.Select([.. Enumerable.Range(0, Labels)]);
        int[] labels = [.. Enumerable.Range(0, Labels).Select(i => i % Classes)];
        var kernel = ClassifierCatalog.Create("kernel", new Dictionary<string, string>());
        // The first fit also loads the linear algebra.
        IFittedClassifier? fitted = kernel.Fit(rows, labels, Classes);
        yield return Measure("kernel fit", Labels, () => fitted = kernel.Fit(rows, labels, Classes));
        yield return Measure("kernel prediction", images.Count, () => fitted!.Probabilities(pool));
        Neighbourhood? exact = null, listed = null;
        yield return Measure("neighbours", images.Count, () => exact = Neighbourhood.Of(pool, new NeighbourhoodOptions()));
        yield return Measure("neighbours by lists", images.Count, () => listed = Neighbourhood.Of(pool, new NeighbourhoodOptions { ExactUpTo = 0 }));
        yield return string.Create(CultureInfo.InvariantCulture, $"of the neighbours the lists have {Share(exact!.Pool, listed!.Pool):P1}");
    }

    private static double Share(Links exact, Links found) => Enumerable.Range(0, exact.Rows).Average(row =>
    {
        var ids = new Range(row * exact.Neighbours, (row + 1) * exact.Neighbours);
        return (double)exact.Ids[ids].Intersect(found.Ids[ids]).Count() / exact.Neighbours;
    });

    private static string Measure(string part, int images, Action work)
    {
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        work();
        var (seconds, processor) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{part,-20} {images / seconds,9:0} images/s {seconds,8:0.000} s {processor,8:0.000} s of processors");
    }
}
