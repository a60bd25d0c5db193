using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Training;

/// <summary>A kind of encoder with all its options resolved for one image shape: what <see cref="Training.Fit"/> trains.</summary>
public interface IEncoderRecipe
{
    /// <summary>
    /// Part of every encoder's identity, to be raised when the same options, images and seed come to train another encoder than
    /// before: what was trained by another version is trained anew.
    /// </summary>
    const string Version = "2";

    /// <summary>The name users give it, such as <c>contrastive</c>.</summary>
    string Kind { get; }

    /// <summary>Every option with its value, defaults included: with the images and the seed they make the encoder this one.</summary>
    IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>The images it takes.</summary>
    ImageShape Shape { get; }

    /// <summary>Length of a latent vector.</summary>
    int Latent { get; }

    /// <summary>How many of a latent's last columns are logarithms of class probabilities; 0 for encoders that know no classes.</summary>
    int Classes => 0;

    TrainingPlan Plan { get; }

    /// <summary>
    /// The options that decide the latents but do not show in the weights, such as <c>grid=2</c>; empty if there are none.
    /// Encoders of equal weights that are read in different ways are not the same encoder.
    /// </summary>
    string LatentReading => "";

    /// <summary>
    /// SHA-256 in lower-case hex of all that it learns from beside the images and the options; empty if there is nothing else.
    /// </summary>
    string TeachingHash => "";

    /// <summary>A new model on the CPU with weights drawn from <paramref name="random"/>; the caller disposes it.</summary>
    EncoderModel Build(Random random);

    /// <summary>Called before a training on these images.</summary>
    /// <exception cref="InvalidOperationException">The recipe lacks something that it would learn from: it is fit for loading trained weights only.</exception>
    /// <exception cref="ArgumentException">What it learns from belongs to other images.</exception>
    void CheckTrainable(ImageSet images)
    {
    }
}
