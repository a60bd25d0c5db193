using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Encoders;

/// <summary>A kind of encoder with all its options resolved for one image shape: what <see cref="Training.Fit"/> trains.</summary>
public interface IEncoderRecipe
{
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
    /// SHA-256 in lower-case hex of all that it learns from beside the images and the options; empty if there is nothing else.
    /// </summary>
    string LessonHash => "";

    /// <summary>A new model on the CPU with weights drawn from <paramref name="random"/>; the caller disposes it.</summary>
    EncoderModel Build(Random random);

    /// <summary>Called before a training on these images.</summary>
    /// <exception cref="InvalidOperationException">The recipe lacks something that it would learn from: it is fit for loading trained weights only.</exception>
    /// <exception cref="ArgumentException">What it learns from belongs to other images.</exception>
    void CheckTrainable(ImageSet images)
    {
    }
}
