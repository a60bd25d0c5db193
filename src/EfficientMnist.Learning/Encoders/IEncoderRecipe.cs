using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Encoders;

/// <summary>A kind of encoder with all its options resolved for one image shape: what <see cref="Training.Fit"/> trains.</summary>
public interface IEncoderRecipe
{
    /// <summary>The name users give it, such as <c>contrastive</c>.</summary>
    string Kind { get; }

    /// <summary>Every option with its value, defaults included.</summary>
    IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>The images it takes.</summary>
    ImageShape Shape { get; }

    /// <summary>Length of a latent vector.</summary>
    int Latent { get; }

    TrainingPlan Plan { get; }

    /// <summary>A new model on the CPU with weights drawn from <paramref name="random"/>; the caller disposes it.</summary>
    EncoderModel Build(Random random);
}
