using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Encoders;

/// <summary>An encoder with trained weights, ready to encode images. Thread-safe: calls wait for one another.</summary>
public sealed class TrainedEncoder : IDisposable
{
    private TrainedEncoder(IEncoderRecipe recipe, string contentHash)
    {
        Recipe = recipe;
        ContentHash = contentHash;
    }

    /// <summary>What it was trained by.</summary>
    public IEncoderRecipe Recipe { get; }

    public int Latent => Recipe.Latent;

    /// <summary>SHA-256 of the weights in lower-case hex: encoders of equal hash give equal latents.</summary>
    public string ContentHash { get; }

    /// <param name="folder">A checkpoint folder of <see cref="Training.Fit"/>; its <c>best</c> is loaded, else its <c>latest</c>.</param>
    /// <param name="device">Where to encode.</param>
    /// <exception cref="FileNotFoundException">There is no checkpoint in the folder.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged; the message names the file.</exception>
    public static TrainedEncoder Load(string folder, ComputeDevice device) =>
        throw new InvalidOperationException("The tensor library is not connected yet.");

    /// <summary>The latents of all images, one row each.</summary>
    public FeatureMatrix Encode(ImageSet images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Encode(images.Pixels.Span, images.Count, cancellationToken);
    }

    /// <param name="pixels">Unsigned bytes, image × channel × row × column, in the recipe's shape.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="cancellationToken">Ends the work between two batches.</param>
    /// <exception cref="ArgumentException">The bytes are not that many images.</exception>
    public FeatureMatrix Encode(ReadOnlySpan<byte> pixels, int count, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException($"The tensor library is not connected yet: {Latent}.");

    public void Dispose()
    {
    }
}
