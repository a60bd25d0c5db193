using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Autoencoder;
using EfficientMnist.Learning.Encoders.Contrastive;

namespace EfficientMnist.Learning.Encoders;

/// <summary>The kinds of encoders by name.</summary>
public static class EncoderCatalog
{
    private static readonly Dictionary<string, Func<IReadOnlyDictionary<string, string>, ImageShape, IEncoderRecipe>> Recipes = new(StringComparer.Ordinal)
    {
        [ContrastiveRecipe.Name] = (overrides, shape) => new ContrastiveRecipe(overrides, shape),
        [AutoencoderRecipe.Name] = (overrides, shape) => new AutoencoderRecipe(overrides, shape),
    };

    public static IReadOnlyList<string> Kinds { get; } = [.. Recipes.Keys];

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="overrides">Deviations from the kind's defaults, such as epochs=5.</param>
    /// <param name="shape">The images it will be trained on.</param>
    /// <exception cref="ArgumentException">An unknown kind or option, or a value out of its range; the message names the range.</exception>
    public static IEncoderRecipe Create(string kind, IReadOnlyDictionary<string, string> overrides, ImageShape shape)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        ArgumentNullException.ThrowIfNull(shape);
        return Recipes.TryGetValue(kind, out var create)
            ? create(overrides, shape)
            : throw new ArgumentException($"There is no encoder '{kind}'; choose one of {string.Join(", ", Kinds)}.");
    }
}
