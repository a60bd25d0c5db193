using System.Globalization;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Training;

namespace Benchmarks.Training;

/// <summary>
/// Our whole training loop, augmentation included, beside a PyTorch loop of the same network, loss, optimizer, batch and
/// precision on the same libtorch whose views are given. Turn by turn, so that both meet the same machine.
/// </summary>
internal sealed class TrainingBenchmark : IBenchmark
{
    private const int Batch = 256;
    private const int Steps = 30;
    private const int Turns = 3;

    public string Name => "training";

    public string Title => "images/s of the contrastive encoder, our process beside Python's torch";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var device = ComputeDevice.Resolve("cpu");
        var precision = PrecisionProbe.Resolve("auto", device);
        yield return $"{device.Description}, batch {Batch}, {precision}";

        var images = await new DatasetCatalog(new DatasetOptions()).LoadImagesAsync("glyphs", DatasetSplit.Train);
        var recipe = EncoderCatalog.Create("contrastive", new Dictionary<string, string> { ["epochs"] = "1", ["batch"] = Batch.ToString(CultureInfo.InvariantCulture) }, images.Shape);
        var options = new FitOptions { Device = device, Precision = precision };
        Fit.Run(images.Slice(0, 3 * Batch), recipe, options);

        List<double> ratios = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            var theirs = await TheirsAsync(device.Threads, precision);
            var ours = Fit.Run(images.Slice(0, Steps * Batch), recipe, options).ImagesPerSecond;
            ratios.Add(ours / theirs);
            yield return string.Create(CultureInfo.InvariantCulture, $"ours {ours:0} images/s, torch {theirs:0} images/s: {ours / theirs:0.00} ×");
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"median {Medians.Of(ratios):0.00} × Python torch");
    }

    private static async Task<double> TheirsAsync(int threads, Precision precision)
    {
        var json = await PythonPeer.RunAsync(
            "train.py",
            [.. new[] { Batch, Steps, threads }.Select(number => number.ToString(CultureInfo.InvariantCulture)), precision == Precision.BFloat16 ? "bfloat16" : "float32"]);
        return json.GetProperty("imagesPerSecond").GetDouble();
    }
}
