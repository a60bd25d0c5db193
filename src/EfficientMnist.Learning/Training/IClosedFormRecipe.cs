using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Training;

/// <summary>A kind of encoder that is computed from the images instead of trained in steps, and has no network to train on.</summary>
internal interface IClosedFormRecipe : IEncoderRecipe
{
    /// <summary>The model of these images; the caller disposes it.</summary>
    /// <param name="images">Of the recipe's shape.</param>
    /// <param name="seed">Of whatever is drawn at random.</param>
    /// <param name="progress">Told of the share done, 0 … 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">Too few images.</exception>
    EncoderModel Solve(ImageSet images, long seed, Action<double> progress, CancellationToken cancellationToken);

    /// <summary>A model with room for these weights, whose shapes follow from the images it was computed from.</summary>
    EncoderModel Restore(IReadOnlyDictionary<string, Safetensors.Entry> weights);
}
