using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Students;

/// <summary>The residual network of a trained contrastive encoder, or of another student: what a student begins with.</summary>
public sealed class EncoderWeights
{
    private const string Prefix = "encoder.";

    private readonly string _path;
    private readonly IReadOnlyDictionary<string, Safetensors.Entry> _values;

    private EncoderWeights(string path, IReadOnlyDictionary<string, Safetensors.Entry> values)
    {
        (_path, _values) = (path, values);
        ContentHash = Checkpoint.HashOf(values);
        var stem = values[Prefix + "stem.weight"].Shape;
        (Width, Channels) = ((int)stem[0], (int)stem[1] / 4);
    }

    /// <summary>SHA-256 of the weights in lower-case hex.</summary>
    public string ContentHash { get; }

    /// <summary>Channels after the stem.</summary>
    public int Width { get; }

    /// <summary>Channels of the images.</summary>
    public int Channels { get; }

    /// <param name="path">A checkpoint folder of <see cref="Fit"/>, whose <c>best</c> is read, or a safetensors file.</param>
    /// <exception cref="RefusalException">There is no such file, no finished epoch in the folder, or no residual network in the file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static EncoderWeights Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = Directory.Exists(path) ? new Checkpoint(path).Best : path;
        if (!File.Exists(file))
            throw Refusal.NotFound($"There is no trained encoder at {file}.");
        var values = Safetensors.Read(file).Tensors
            .Where(t => t.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        return values.ContainsKey(Prefix + "stem.weight")
            ? new EncoderWeights(file, values)
            : throw Refusal.Conflict($"{file} holds no residual network that a student could begin with; train an encoder of kind contrastive.");
    }

    internal void CopyTo(ResidualEncoder encoder) =>
        Checkpoint.Import(_path, _values, Checkpoint.Weights(encoder).Select(w => (Prefix + w.Key, w.Value)));
}
