using EfficientMnist.Core.Options;
using EfficientMnist.Core.Refusals;
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
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Encoders;

/// <summary>The kinds of encoders by name.</summary>
public static class EncoderCatalog
{
    /// <summary>The kind that runs usually learn on.</summary>
    public const string Contrastive = ContrastiveRecipe.Name;

    private static readonly Dictionary<string, Entry> Recipes = new(StringComparer.Ordinal)
    {
        [ContrastiveRecipe.Name] = Of(ContrastiveOptions.Table, (options, shape) => new ContrastiveRecipe(options, shape)),
        [AutoencoderRecipe.Name] = Of(AutoencoderRecipe.Table, (options, shape) => new AutoencoderRecipe(options, shape)),
        [FcVaeRecipe.Name] = Of(FcVaeRecipe.Table, (options, shape) => new FcVaeRecipe(options, shape)),
        [ConvVaeRecipe.Name] = Of(ConvVaeRecipe.Table, (options, shape) => new ConvVaeRecipe(options, shape)),
        [DenseVaeRecipe.Name] = Of(DenseVaeRecipe.Table, (options, shape) => new DenseVaeRecipe(options, shape)),
        [ResNet18AutoencoderRecipe.Name] = Of(ResNet18AutoencoderRecipe.Table, (options, shape) => new ResNet18AutoencoderRecipe(options, shape)),
        [ResNet18VaeRecipe.Name] = Of(ResNet18VaeRecipe.Table, (options, shape) => new ResNet18VaeRecipe(options, shape)),
        [HclRecipe.Name] = Of(HclOptions.Table, (options, shape) => new HclRecipe(options, shape)),
        [PcaRecipe.Name] = Of(PcaOptions.Table, (options, shape) => new PcaRecipe(options, shape)),
        [UmapRecipe.Name] = Of(UmapEncoderOptions.Table, (options, shape) => new UmapRecipe(options, shape)),
    };

    /// <summary>Those that are trained from images alone.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Recipes.Keys];

    /// <summary>Whether encoders of a kind are networks, which can be trained further; the others are computed from the images.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    public static bool HasNetwork(string kind) => kind is not (PcaRecipe.Name or UmapRecipe.Name);

    /// <summary>The options of a kind with their defaults.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <exception cref="RefusalException">There is no such kind.</exception>
    public static OptionSet Options(string kind) => Find(kind).Defaults;

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="options">Those of the kind.</param>
    /// <param name="shape">The images it will be trained on.</param>
    /// <exception cref="RefusalException">There is no such kind, or it does not take such images.</exception>
    public static IEncoderRecipe Create(string kind, OptionSet options, ImageShape shape) => Find(kind).Create(options, shape);

    /// <param name="kind">
    /// One of <see cref="Kinds"/>, or <c>student</c> or <c>fine_tune</c> for a recipe that lacks its labels and is fit for loading
    /// only; make a <see cref="StudentRecipe"/> or <see cref="FineTuneRecipe"/> with them to train one.
    /// </param>
    /// <param name="deviations">Deviations from the kind's defaults, such as epochs=5.</param>
    /// <param name="shape">The images it will be trained on.</param>
    /// <exception cref="RefusalException">An unknown kind or option, or a value out of its range; the message names the range.</exception>
    public static IEncoderRecipe Create(string kind, IReadOnlyDictionary<string, string> deviations, ImageShape shape)
    {
        ArgumentNullException.ThrowIfNull(deviations);
        ArgumentNullException.ThrowIfNull(shape);
        return kind switch
        {
            StudentRecipe.Name => new StudentRecipe(StudentOptions.Table.Bind(deviations), shape),
            FineTuneRecipe.Name => new FineTuneRecipe(FineTuneRecipe.Own(deviations), FineTuned(deviations, shape)),
            _ => Create(kind, Options(kind).Bind(deviations), shape),
        };
    }

    /// <summary>The recipe of the encoder that a fine-tuned network begins with.</summary>
    /// <param name="options">The network's, as <see cref="FineTuneRecipe.Options"/> gives them.</param>
    /// <param name="shape">The images it is for.</param>
    /// <exception cref="RefusalException">There is no encoder in them, or it is unknown.</exception>
    public static IEncoderRecipe FineTuned(IReadOnlyDictionary<string, string> options, ImageShape shape)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (kind, own) = FineTuneRecipe.EncoderOf(options);
        return Create(kind, own, shape);
    }

    private static Entry Find(string kind) => Recipes.TryGetValue(kind, out var entry)
        ? entry
        : throw Refusal.InvalidField("kind", $"There is no encoder '{Refusal.Quote(kind)}'; choose one of {string.Join(", ", Kinds)}.");

    private static Entry Of<T>(OptionTable<T> table, Func<T, ImageShape, IEncoderRecipe> create)
        where T : class => new(new OptionSet<T>(table, table.Defaults), (options, shape) => create(options.As<T>(), shape));

    private sealed record Entry(OptionSet Defaults, Func<OptionSet, ImageShape, IEncoderRecipe> Create);
}
