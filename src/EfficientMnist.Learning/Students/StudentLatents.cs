using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Students;

/// <summary>Takes the latents of a student apart: [features | logarithms of the class probabilities].</summary>
public static class StudentLatents
{
    /// <summary>The penultimate features [rows, latent − classes]: a view of the images for other classifiers.</summary>
    /// <exception cref="ArgumentException">There are not as many columns as classes.</exception>
    public static FeatureMatrix Features(FeatureMatrix latents, int classes)
    {
        var first = FirstLogarithm(latents, classes);
        var features = new FeatureMatrix(latents.Rows, first);
        for (var row = 0; row < latents.Rows; row++)
            latents.Row(row)[..first].CopyTo(features.MutableRow(row));
        return features;
    }

    /// <summary>The class probabilities [rows, classes]; each row sums to 1.</summary>
    /// <exception cref="ArgumentException">There are not as many columns as classes.</exception>
    public static FeatureMatrix Probabilities(FeatureMatrix latents, int classes)
    {
        var first = FirstLogarithm(latents, classes);
        var probabilities = new FeatureMatrix(latents.Rows, classes);
        for (var row = 0; row < latents.Rows; row++)
        {
            // Normalised again: latents may have been stored in a shorter format on the way.
            ProbabilityRow.Softmax(latents.Row(row)[first..], 1, probabilities.MutableRow(row));
        }
        return probabilities;
    }

    private static int FirstLogarithm(FeatureMatrix latents, int classes)
    {
        ArgumentNullException.ThrowIfNull(latents);
        if (classes < 2 || classes > latents.Columns)
            throw new ArgumentException($"Latents of {latents.Columns} columns do not end in the probabilities of {classes} classes.", nameof(classes));
        return latents.Columns - classes;
    }
}
