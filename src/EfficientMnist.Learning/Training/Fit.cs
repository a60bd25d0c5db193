using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders;

namespace EfficientMnist.Learning.Training;

/// <summary>The training loop, the same for every kind of encoder.</summary>
public static class Fit
{
    /// <summary>
    /// Trains an encoder from the pixels alone. Goes on from <c>latest</c> in the checkpoint folder if that lies there;
    /// on return the folder holds <c>best</c>, which <see cref="TrainedEncoder.Load"/> reads.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; <c>latest</c> has been written, so that the training can go on.</exception>
    /// <exception cref="NonFiniteLossException">The training diverged.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint there belongs to another training.</exception>
    public static FitResult Run(ImageSet images, IEncoderRecipe recipe, FitOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("The tensor library is not connected yet.");
}
