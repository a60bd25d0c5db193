using System.Globalization;
using System.Text.Json;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;

namespace EfficientMnist.Learning.Training;

/// <summary>What makes a training this one and no other; kept in each checkpoint.</summary>
internal sealed record TrainingIdentity(string Version, string Kind, IReadOnlyDictionary<string, string> Options, ImageShape Shape, string Images, string TeachingHash, long Seed, Precision Precision)
{
    public static TrainingIdentity Of(ImageSet images, IEncoderRecipe recipe, FitOptions options) =>
        new(IEncoderRecipe.Version, recipe.Kind, recipe.Options, recipe.Shape, images.ContentHash, recipe.TeachingHash, options.Seed, options.Precision);

    public static TrainingIdentity From(IReadOnlyDictionary<string, string> metadata) => new(
        metadata.GetValueOrDefault("version", "unknown"),
        metadata["kind"],
        JsonSerializer.Deserialize<Dictionary<string, string>>(metadata["options"])!,
        JsonSerializer.Deserialize<ImageShape>(metadata["shape"])!,
        metadata["images"],
        metadata["teaching"],
        long.Parse(metadata["seed"], CultureInfo.InvariantCulture),
        Enum.Parse<Precision>(metadata["precision"]));

    public Dictionary<string, string> ToMetadata() => new(StringComparer.Ordinal)
    {
        ["version"] = Version,
        ["kind"] = Kind,
        ["options"] = JsonSerializer.Serialize(Options),
        ["shape"] = JsonSerializer.Serialize(Shape),
        ["images"] = Images,
        ["teaching"] = TeachingHash,
        ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
        ["precision"] = Precision.ToString(),
    };

    /// <summary>
    /// The first thing in which the two differ, in words; null if they are the same. The precision may change from one part
    /// of a training to the next: weights are float32 either way, and a probe on a busy machine may decide otherwise.
    /// </summary>
    public string? DifferenceFrom(TrainingIdentity other)
    {
        if (Version != other.Version)
            return $"version is {other.Version} there, {Version} here";
        var (mine, theirs) = (ToMetadata(), other.ToMetadata());
        // Dictionaries keep no order: compared option by option.
        foreach (var name in Options.Keys.Union(other.Options.Keys, StringComparer.Ordinal))
        {
            var (a, b) = (Options.GetValueOrDefault(name), other.Options.GetValueOrDefault(name));
            if (a != b)
                return $"{name} is {b ?? "absent"} there, {a ?? "absent"} here";
        }
        return mine.Keys.Where(k => k is not ("options" or "precision") && mine[k] != theirs[k]).Select(k => $"{k} is {theirs[k]} there, {mine[k]} here").FirstOrDefault();
    }
}
