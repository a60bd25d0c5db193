using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders;

/// <summary>An encoder with trained weights, ready to encode images. Thread-safe: calls wait for one another.</summary>
public sealed partial class TrainedEncoder : IDisposable
{
    // Maps of larger ones leave the processor's cache between two layers.
    private const int Batch = 128;

    private readonly Lock _gate = new();
    private readonly EncoderModel _model;
    private readonly ComputeDevice _device;
    private readonly ScalarType _compute;

    private TrainedEncoder(IEncoderRecipe recipe, EncoderModel model, string contentHash, ComputeDevice device, Precision precision)
    {
        (Recipe, _model, ContentHash, _device) = (recipe, model, contentHash, device);
        _compute = precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
    }

    /// <summary>What it was trained by.</summary>
    public IEncoderRecipe Recipe { get; }

    public int Latent => Recipe.Latent;

    /// <summary>How many of a latent's last columns are logarithms of class probabilities; 0 for encoders that know no classes.</summary>
    public int Classes => Recipe.Classes;

    /// <summary>SHA-256 of the weights, and of how latents are read from them, in lower-case hex: encoders of equal hash give equal latents.</summary>
    public string ContentHash { get; }

    /// <param name="folder">A checkpoint folder of <see cref="Fit"/>; its <c>best</c> is loaded.</param>
    /// <param name="device">Where to encode; in the precision it was trained in.</param>
    /// <exception cref="FileNotFoundException">There is no finished epoch in the folder.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged; the message names the file.</exception>
    public static TrainedEncoder Load(string folder, ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var path = new Checkpoint(folder).Best;
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no trained encoder at {path}: its training has not finished an epoch.", path);
        var (values, metadata) = Safetensors.Read(path);
        var identity = TrainingIdentity.From(metadata);
        var recipe = EncoderCatalog.Create(identity.Kind, identity.Options, identity.Shape);
        // What drawing the first weights leaves behind would else be the collector's, until it comes.
        using var scope = NewDisposeScope();
        var model = recipe is IClosedFormRecipe solved ? solved.Restore(values) : recipe.Build(SeededRandom.Create(0, "weights"));
        try
        {
            Checkpoint.Import(path, values, Checkpoint.Weights(model).Select(w => (w.Key, w.Value)));
            var hash = HashOf(path, values, metadata, recipe.LatentReading);
            model.to(device.Torch);
            model.eval();
            foreach (var weight in Checkpoint.Weights(model).Values)
                weight.DetachFromDisposeScope();
            return new TrainedEncoder(recipe, model, hash, device, identity.Precision);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static string HashOf(string path, IReadOnlyDictionary<string, Safetensors.Entry> values, IReadOnlyDictionary<string, string> metadata, string reading)
    {
        var hash = Checkpoint.HashOf(values, reading);
        var kept = metadata.GetValueOrDefault("content_hash", hash);
        return kept == hash
            ? hash
            : throw new InvalidDataException($"{path} is damaged: its weights have the hash {hash}, not {kept}. Delete it and train again.");
    }

    /// <summary>The latents of all images, one row each.</summary>
    public FeatureMatrix Encode(ImageSet images, CancellationToken cancellationToken = default)
    {
        Check(images);
        var latents = Encode(images.Pixels.Span, images.Count, cancellationToken);
        GC.KeepAlive(images);
        return latents;
    }

    /// <param name="pixels">Unsigned bytes, image × channel × row × column, in the recipe's shape.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="cancellationToken">Ends the work between two batches.</param>
    /// <exception cref="ArgumentException">The bytes are not that many images.</exception>
    public FeatureMatrix Encode(ReadOnlySpan<byte> pixels, int count, CancellationToken cancellationToken = default)
    {
        var size = Recipe.Shape.Pixels;
        if (pixels.Length != (long)count * size)
            throw new ArgumentException($"{count} images of {Recipe.Shape} are {(long)count * size} bytes, not {pixels.Length}.", nameof(pixels));
        var features = new FeatureMatrix(count, Latent);
        lock (_gate)
        {
            using var threads = OperatorThreads.Use(_device.ThreadsPerShard);
            using var team = new ShardTeam(_device.Shards, _device.ThreadsPerShard);
            // A span cannot go to another thread.
            var bytes = pixels.ToArray();
            team.Each(part =>
            {
                for (var start = part * Batch; start < count; start += team.Parts * Batch)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Encode(bytes, start, Math.Min(Batch, count - start), features);
                }
            });
        }
        return features;
    }

    /// <summary>The network as tensors and steps, from which any program computes its latents (docs/model-file.md).</summary>
    public ModelTensors Export()
    {
        lock (_gate)
        {
            var graph = new NetworkGraph();
            _model.Describe(graph, NetworkGraph.Input);
            var network = ModelTensors.Of(graph);
            network.Description["kind"] = Recipe.Kind;
            network.Description["precision"] = _compute == ScalarType.BFloat16 ? "bfloat16" : "float32";
            return network;
        }
    }

    private void Check(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Shape != Recipe.Shape)
            throw new ArgumentException($"The encoder is for images of {Recipe.Shape}, these are {images.Shape}.", nameof(images));
    }

    private void Encode(byte[] pixels, int start, int rows, FeatureMatrix features)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var size = Recipe.Shape.Pixels;
        var images = Pixels.Scale(Pixels.ToDevice(pixels.AsSpan(start * size, rows * size), rows, Recipe.Shape, _device));
        var part = _model.forward(images.to(_compute)).to(ScalarType.Float32).cpu().contiguous();
        part.data<float>().CopyTo(features.Array, start * features.Columns);
    }

    public void Dispose() => _model.Dispose();
}
