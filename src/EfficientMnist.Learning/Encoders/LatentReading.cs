using EfficientMnist.Learning.Encoders.Contrastive;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.Encoders;

/// <summary>
/// What of an encoder's options decides its latents but has no say in its weights: encoders of equal weights that are read in
/// different ways are not the same encoder.
/// </summary>
internal static class LatentReading
{
    // The usual value adds nothing to the hash, so that encoders from before it was counted are known by theirs.
    private static readonly (string Kind, string Option, string Usual)[] Known =
    [
        (ContrastiveRecipe.Name, "grid", "2"),
        (StudentRecipe.Name, "flip_average", "on"),
        (FineTuneRecipe.Name, "flip_average", "on"),
    ];

    /// <summary>Empty where the latents are read as usual.</summary>
    public static string Of(string kind, IReadOnlyDictionary<string, string> options) => string.Join(',', Known
        .Where(known => known.Kind == kind && options.TryGetValue(known.Option, out var value) && value != known.Usual)
        .Select(known => $"{known.Option}={options[known.Option]}"));
}
