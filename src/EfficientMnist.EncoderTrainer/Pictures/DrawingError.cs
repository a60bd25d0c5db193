using EfficientMnist.Datasets;

namespace EfficientMnist.EncoderTrainer.Pictures;

/// <summary>How far drawn images are from their originals.</summary>
internal static class DrawingError
{
    private const double MostDecibels = 100;

    /// <summary>Mean squared error of pixels in 0 … 1, and the mean over the images of their peak signal-to-noise ratio in decibels.</summary>
    public static (double MeanSquaredError, double Psnr) Of(ImageSet originals, ImageSet drawn)
    {
        var (sum, decibels) = (0.0, 0.0);
        for (var i = 0; i < originals.Count; i++)
        {
            var original = originals[i];
            var copy = drawn[i];
            var error = 0.0;
            for (var pixel = 0; pixel < original.Length; pixel++)
            {
                var difference = (original[pixel] - copy[pixel]) / 255.0;
                error += difference * difference / original.Length;
            }
            sum += error;
            decibels += error == 0 ? MostDecibels : Math.Min(MostDecibels, -10 * Math.Log10(error));
        }
        return (sum / originals.Count, decibels / originals.Count);
    }
}
