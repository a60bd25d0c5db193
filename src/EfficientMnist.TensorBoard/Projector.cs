using System.Globalization;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;

namespace EfficientMnist.TensorBoard;

/// <summary>
/// Writes what TensorBoard's embedding projector shows: <c>tensors.tsv</c> (a vector a line), <c>metadata.tsv</c> (what is
/// known of each), <c>sprite.png</c> (the images) and <c>projector_config.pbtxt</c>, which names them.
/// </summary>
public static class Projector
{
    private const string Tensors = "tensors.tsv";
    private const string Metadata = "metadata.tsv";
    private const string Sprite = "sprite.png";
    private const string Config = "projector_config.pbtxt";

    /// <param name="folder">The run's; made where it is missing.</param>
    /// <param name="name">Of the vectors, such as <c>latents</c>.</param>
    /// <param name="vectors">One for each image, of equal lengths.</param>
    /// <param name="metadata">A line for each vector; with several columns there are as many heads.</param>
    /// <param name="images">As many, or null for none.</param>
    /// <exception cref="ArgumentException">Lines or images are not as many as vectors.</exception>
    public static void Write(string folder, string name, IReadOnlyList<float[]> vectors, ProjectorMetadata metadata, ImageSet? images)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (images is not null && images.Count != Checked(vectors, metadata).Count)
            throw new ArgumentException($"{images.Count} images do not belong to {vectors.Count} vectors.", nameof(images));
        Write(folder, name, vectors, metadata, images is null ? null : (PngSheet.Of(images, Columns(images.Count)).Png, images.Shape.Width, images.Shape.Height));
    }

    /// <summary>The same with a sheet of images that has been drawn already, about as many in a row as in a column.</summary>
    public static void Write(string folder, string name, IReadOnlyList<float[]> vectors, ProjectorMetadata metadata, (byte[] Png, int TileWidth, int TileHeight)? sprite)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, Tensors), Checked(vectors, metadata).Select(vector => string.Join('\t', vector.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))));
        File.WriteAllLines(Path.Combine(folder, Metadata), metadata.Lines);
        if (sprite is { } sheet)
            File.WriteAllBytes(Path.Combine(folder, Sprite), sheet.Png);
        File.WriteAllText(Path.Combine(folder, Config), Text(name, sprite is { } tile ? (tile.TileWidth, tile.TileHeight) : null));
    }

    private static IReadOnlyList<float[]> Checked(IReadOnlyList<float[]> vectors, ProjectorMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return metadata.Count == vectors.Count
            ? vectors
            : throw new ArgumentException($"{metadata.Count} lines of metadata do not belong to {vectors.Count} vectors.", nameof(metadata));
    }

    private static int Columns(int count) => (int)Math.Ceiling(Math.Sqrt(count));

    private static string Text(string name, (int Width, int Height)? tile)
    {
        var sprite = tile is var (width, height)
            ? string.Create(CultureInfo.InvariantCulture, $"  sprite {{\n    image_path: \"{Sprite}\"\n    single_image_dim: {width}\n    single_image_dim: {height}\n  }}\n")
            : "";
        return $"embeddings {{\n  tensor_name: \"{name}\"\n  tensor_path: \"{Tensors}\"\n  metadata_path: \"{Metadata}\"\n{sprite}}}\n";
    }
}
