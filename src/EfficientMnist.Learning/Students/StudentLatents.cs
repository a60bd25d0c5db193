using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Students;

/// <summary>Takes the latents of a student apart: [features | logarithms of the class probabilities].</summary>
public static class StudentLatents
{
    /// <summary>The penultimate features [rows, latent − classes]: a view of the images for other classifiers.</summary>
    /// <exception cref="ArgumentException">There are not as many columns as classes.</exception>
    public static FeatureMatrix Features(FeatureMatrix latents, int classes)
    {
        ArgumentNullException.ThrowIfNull(latents);
        var first = FeaturesAmong(latents.Columns, classes);
        var features = new FeatureMatrix(latents.Rows, first);
        for (var row = 0; row < latents.Rows; row++)
            latents.Row(row)[..first].CopyTo(features.MutableRow(row));
        return features;
    }

    /// <summary>The class probabilities [rows, classes]; each row sums to 1.</summary>
    /// <exception cref="ArgumentException">There are not as many columns as classes.</exception>
    public static FeatureMatrix Probabilities(FeatureMatrix latents, int classes)
    {
        ArgumentNullException.ThrowIfNull(latents);
        var first = FeaturesAmong(latents.Columns, classes);
        var probabilities = new FeatureMatrix(latents.Rows, classes);
        for (var row = 0; row < latents.Rows; row++)
        {
            // Normalised again: latents may have been stored in a shorter format on the way.
            ProbabilityRow.Softmax(latents.Row(row)[first..], 1, probabilities.MutableRow(row));
        }
        return probabilities;
    }

    /// <summary>How many of the columns are features.</summary>
    /// <exception cref="ArgumentException">There are not as many columns as classes.</exception>
    internal static int FeaturesAmong(int columns, int classes) => classes >= 2 && classes <= columns
        ? columns - classes
        : throw new ArgumentException($"Latents of {columns} columns do not end in the probabilities of {classes} classes.", nameof(classes));
}
