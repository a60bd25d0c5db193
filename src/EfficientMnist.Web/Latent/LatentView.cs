namespace EfficientMnist.Web.Latent;

/// <summary>A way to look at a latent space.</summary>
/// <param name="Path">End of its address.</param>
/// <param name="Name">On its tab.</param>
/// <param name="Explanation">Beside its title.</param>
/// <param name="Next">What the button for another seed says; empty for a view that draws nothing at random.</param>
public sealed record LatentView(string Path, string Name, string Explanation, string Next)
{
    public static LatentView Map { get; } = new("", "Map", "", "");

    public static LatentView Reconstructions { get; } = new("/reconstructions", "Reconstructions", "images above what the encoder draws of their latents", "Other images");

    public static LatentView Samples { get; } = new("/samples", "Samples", "drawn of random latents", "Other samples");

    public static LatentView Interpolation { get; } = new("/interpolation", "Interpolation", "drawn of the latents on the straight way from one image to another", "Other images");

    public static LatentView Curves { get; } = new("/curves", "Curves", "what the training of the encoder measured", "");

    public static IReadOnlyList<LatentView> All { get; } = [Map, Reconstructions, Samples, Interpolation, Curves];

    /// <summary>The view whose address ends like this one.</summary>
    public static LatentView OfAddress(string address) => All.Skip(1).FirstOrDefault(view => address.Split('?')[0].EndsWith(view.Path, StringComparison.Ordinal)) ?? Map;
}
