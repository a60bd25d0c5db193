using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Encoders;

/// <summary>The kinds of encoders by name.</summary>
public static class EncoderCatalog
{
    public static IReadOnlyList<string> Kinds { get; } = ["contrastive", "ae"];

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="overrides">Deviations from the kind's defaults, such as epochs=5.</param>
    /// <param name="shape">The images it will be trained on.</param>
    /// <exception cref="ArgumentException">An unknown kind or option, or a value out of its range; the message names the range.</exception>
    public static IEncoderRecipe Create(string kind, IReadOnlyDictionary<string, string> overrides, ImageShape shape) =>
        throw new InvalidOperationException("The tensor library is not connected yet.");
}
