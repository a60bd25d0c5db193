using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Students;

/// <summary>A trained student and what it makes of the images of a pool.</summary>
/// <param name="Id">A name of the caller's by which one student is told from another.</param>
/// <param name="Pool">What it makes of the pool's images.</param>
/// <param name="Test">What it makes of the test images; no rows without a test split.</param>
public sealed record Student(string Id, StudentOutput Pool, StudentOutput Test)
{
    /// <summary>The student whose latents of the pool and of the test images these are.</summary>
    /// <param name="id">A name that no other student of the same learner has.</param>
    /// <param name="pool">Latents of a <see cref="StudentRecipe"/>, one row for each image of the pool.</param>
    /// <param name="test">The same of the test images; may have no rows.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="folder">Where the features of a pool of more than <see cref="FeatureRows.MostInMemory"/> images are kept; null to keep those of any in memory.</param>
    /// <exception cref="ArgumentException">The latents do not end in the probabilities of so many classes.</exception>
    /// <exception cref="IOException">A file cannot be written, such as where the disk is full.</exception>
    public static Student Of(string id, FeatureRows pool, FeatureRows test, int classes, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(test);
        var ofPool = folder is null || pool.Rows <= FeatureRows.MostInMemory ? StudentOutput.Of(pool.InMemory(), classes) : StudentOutput.InFile(pool, classes, folder);
        return new Student(id, ofPool, StudentOutput.Of(test.InMemory(), classes));
    }
}

/// <summary>What a student makes of images, one row each.</summary>
/// <param name="Features">Its penultimate features: a further view for a classifier.</param>
/// <param name="Probabilities">Its probabilities of the classes; each row sums to 1.</param>
public sealed record StudentOutput(FeatureRows Features, FeatureMatrix Probabilities)
{
    private const int RowsAtOnce = 4_096;

    /// <summary>Takes latents apart (<see cref="StudentLatents"/>).</summary>
    /// <exception cref="ArgumentException">There are not as many columns as classes.</exception>
    public static StudentOutput Of(FeatureMatrix latents, int classes) =>
        new(StudentLatents.Features(latents, classes), StudentLatents.Probabilities(latents, classes));

    /// <summary>The same, with the features in a file.</summary>
    internal static StudentOutput InFile(FeatureRows latents, int classes, string folder)
    {
        using var features = new StoredRowsWriter(latents.Rows, StudentLatents.FeaturesAmong(latents.Columns, classes), folder);
        var probabilities = new FeatureMatrix(latents.Rows, classes);
        var done = 0;
        foreach (var part in latents.InParts(RowsAtOnce))
        {
            features.Add(StudentLatents.Features(part, classes));
            StudentLatents.Probabilities(part, classes).Values.CopyTo(probabilities.Array.AsSpan(done * classes));
            done += part.Rows;
        }
        return new StudentOutput(features.Complete(), probabilities);
    }
}
