using EfficientMnist.Datasets;
using EfficientMnist.Learning.Embeddings;
using EfficientMnist.Learning.Encoders.Autoencoder;
using EfficientMnist.Learning.Encoders.Contrastive;
using EfficientMnist.Learning.Encoders.ConvVae;
using EfficientMnist.Learning.Encoders.DenseVae;
using EfficientMnist.Learning.Encoders.FcVae;
using EfficientMnist.Learning.Encoders.Hcl;
using EfficientMnist.Learning.Encoders.ResNet18;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.Encoders;

/// <summary>The kinds of encoders by name.</summary>
public static class EncoderCatalog
{
    private static readonly Dictionary<string, Func<IReadOnlyDictionary<string, string>, ImageShape, IEncoderRecipe>> Recipes = new(StringComparer.Ordinal)
    {
        [ContrastiveRecipe.Name] = (overrides, shape) => new ContrastiveRecipe(overrides, shape),
        [AutoencoderRecipe.Name] = (overrides, shape) => new AutoencoderRecipe(overrides, shape),
        [FcVaeRecipe.Name] = (overrides, shape) => new FcVaeRecipe(overrides, shape),
        [ConvVaeRecipe.Name] = (overrides, shape) => new ConvVaeRecipe(overrides, shape),
        [DenseVaeRecipe.Name] = (overrides, shape) => new DenseVaeRecipe(overrides, shape),
        [ResNet18AutoencoderRecipe.Name] = (overrides, shape) => new ResNet18AutoencoderRecipe(overrides, shape),
        [ResNet18VaeRecipe.Name] = (overrides, shape) => new ResNet18VaeRecipe(overrides, shape),
        [HclRecipe.Name] = (overrides, shape) => new HclRecipe(overrides, shape),
        [PcaRecipe.Name] = (overrides, shape) => new PcaRecipe(overrides, shape),
        [UmapRecipe.Name] = (overrides, shape) => new UmapRecipe(overrides, shape),
        [StudentRecipe.Name] = (overrides, shape) => new StudentRecipe(overrides, shape),
        [FineTuneRecipe.Name] = (overrides, shape) => new FineTuneRecipe(overrides, shape),
    };

    /// <summary>Those that are trained from images alone.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Recipes.Keys.Except([StudentRecipe.Name, FineTuneRecipe.Name])];

    /// <summary>Whether encoders of a kind are networks, which can be trained further; the others are computed from the images.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    public static bool HasNetwork(string kind) => kind is not (PcaRecipe.Name or UmapRecipe.Name);

    /// <param name="kind">
    /// One of <see cref="Kinds"/>, or <c>student</c> or <c>fine_tune</c> for a recipe that lacks its labels and is fit for loading
    /// only; make a <see cref="StudentRecipe"/> or <see cref="FineTuneRecipe"/> with them to train one.
    /// </param>
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
