using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders;

public sealed partial class TrainedEncoder
{
    /// <summary>Whether <see cref="Decode"/> can draw images from latents.</summary>
    public bool CanDecode => _model is DecodingModel;

    /// <summary>Whether images drawn from the latents of <see cref="Prior"/> look like those trained on.</summary>
    public bool IsVariational => _model is DecodingModel { IsVariational: true };

    /// <summary>The images that latents stand for, one for each row, in the recipe's shape.</summary>
    /// <param name="latents">As <see cref="Encode(ImageSet, CancellationToken)"/> makes them, or others of that length.</param>
    /// <param name="cancellationToken">Ends the work between two batches.</param>
    /// <exception cref="RefusalException">The kind of encoder cannot draw images.</exception>
    /// <exception cref="ArgumentException">The latents have another length.</exception>
    public ImageSet Decode(FeatureMatrix latents, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        if (_model is not DecodingModel decoder)
            throw Refusal.Conflict($"An encoder of kind {Recipe.Kind} cannot draw images from latents.");
        if (latents.Columns != Latent)
            throw new ArgumentException($"The encoder's latents have {Latent} numbers, these have {latents.Columns}.", nameof(latents));
        var pixels = new byte[checked(latents.Rows * Recipe.Shape.Pixels)];
        lock (_gate)
        {
            using var threads = OperatorThreads.Use(_device.ThreadsPerShard);
            using var team = new ShardTeam(_device.Shards, _device.ThreadsPerShard);
            team.Each(part =>
            {
                for (var start = part * Batch; start < latents.Rows; start += team.Parts * Batch)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    DecodeBatch(decoder, latents, start, Math.Min(Batch, latents.Rows - start), pixels);
                }
            });
        }
        return new ImageSet(Recipe.Shape, pixels);
    }

    /// <summary>Random latents from N(0, I), one row each; equal seeds give equal latents.</summary>
    /// <exception cref="RefusalException">The kind of encoder is not variational: such latents mean nothing to it.</exception>
    public FeatureMatrix Prior(int count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!IsVariational)
            throw Refusal.Conflict($"The latents of an encoder of kind {Recipe.Kind} follow no known distribution to draw from; a variational one's do.");
        return new FeatureMatrix(Gaussian.Draw(SeededRandom.Create(seed, "prior"), checked(count * Latent)), count, Latent);
    }

    private void DecodeBatch(DecodingModel decoder, FeatureMatrix latents, int start, int rows, byte[] pixels)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var part = TorchMemory.Of(latents.Values.Slice(start * Latent, rows * Latent), rows, Latent).to(_device.Torch);
        var drawn = decoder.Decode(part, _compute).mul(255).round().to(ScalarType.Byte).cpu().contiguous();
        drawn.data<byte>().CopyTo(pixels, start * Recipe.Shape.Pixels);
    }
}
