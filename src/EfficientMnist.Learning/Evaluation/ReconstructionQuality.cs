using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Evaluation;

/// <summary>How like their originals reconstructed images are.</summary>
/// <param name="SquaredError">Mean over all pixels in 0 … 1.</param>
/// <param name="Psnr">Mean of the images' peak signal-to-noise ratios, in decibels.</param>
/// <param name="Ssim">Mean of the images' structural similarities.</param>
public sealed record ReconstructionQuality(double SquaredError, double Psnr, double Ssim)
{
    private const int Batch = 1024;
    private const double Varies = 25;
    private const double Stuck = 1;

    /// <exception cref="ArgumentException">Different shapes or numbers of images, or none.</exception>
    public static ReconstructionQuality Of(ImageSet originals, ImageSet reconstructions)
    {
        Check(originals, reconstructions);
        using var noGrad = no_grad();
        double error = 0, psnr = 0, ssim = 0;
        for (var start = 0; start < originals.Count; start += Batch)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(Batch, originals.Count - start);
            var (a, b) = (Load(originals.Slice(start, count)), Load(reconstructions.Slice(start, count)));
            error += (a - b).square().mean([1, 2, 3]).sum().item<float>();
            psnr += PeakSignalToNoise.Of(a, b).sum().item<float>();
            ssim += StructuralSimilarity.Of(a, b).sum().item<float>();
        }
        return new ReconstructionQuality(error / originals.Count, psnr / originals.Count, ssim / originals.Count);
    }

    /// <summary>
    /// Positions that vary over the originals (standard deviation of at least 25 of 255 grey levels, for which it takes more
    /// than a stray stroke) but are the same in every reconstruction (below 1 grey level): dots that a network does not draw
    /// any more. Takes hundreds of images.
    /// </summary>
    /// <exception cref="ArgumentException">Different shapes or numbers of images, or none.</exception>
    public static int CountStuck(ImageSet originals, ImageSet reconstructions)
    {
        Check(originals, reconstructions);
        return Deviations(originals).Zip(Deviations(reconstructions)).Count(pair => pair.First >= Varies && pair.Second < Stuck);
    }

    private static void Check(ImageSet originals, ImageSet reconstructions)
    {
        ArgumentNullException.ThrowIfNull(originals);
        ArgumentNullException.ThrowIfNull(reconstructions);
        if (originals.Shape != reconstructions.Shape || originals.Count != reconstructions.Count || originals.Count == 0)
            throw new ArgumentException($"{originals.Count} images of {originals.Shape} cannot be compared with {reconstructions.Count} of {reconstructions.Shape}.");
    }

    private static Tensor Load(ImageSet images) => Pixels.Scale(Pixels.ToDevice(images.Pixels.Span, images.Count, images.Shape, ComputeDevice.Resolve("cpu", 1)));

    // Of each pixel position over the images, in grey levels.
    private static double[] Deviations(ImageSet images)
    {
        var size = images.Shape.Pixels;
        var (sums, squares) = (new double[size], new double[size]);
        var pixels = images.Pixels.Span;
        for (var i = 0; i < pixels.Length; i++)
        {
            sums[i % size] += pixels[i];
            squares[i % size] += (double)pixels[i] * pixels[i];
        }
        return [.. sums.Zip(squares, (sum, square) => Math.Sqrt(Math.Max(0, square / images.Count - Math.Pow(sum / images.Count, 2))))];
    }
}
