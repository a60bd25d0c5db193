using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.FineTuning;

/// <summary>The weights of a trained encoder of any kind.</summary>
public sealed class PretrainedWeights
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, Safetensors.Entry> _values;

    private PretrainedWeights(string path, IReadOnlyDictionary<string, Safetensors.Entry> values, string kind)
    {
        (_path, _values, Kind) = (path, values, kind);
        ContentHash = Checkpoint.HashOf(values);
    }

    /// <summary>The kind of encoder.</summary>
    public string Kind { get; }

    /// <summary>SHA-256 of the weights in lower-case hex.</summary>
    public string ContentHash { get; }

    /// <param name="folder">A checkpoint folder of <see cref="Fit"/>, whose <c>best</c> is read.</param>
    /// <exception cref="RefusalException">There is no finished epoch in the folder.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static PretrainedWeights Load(string folder)
    {
        var file = new Checkpoint(folder).Best;
        if (!File.Exists(file))
            throw Refusal.NotFound($"There is no trained encoder at {file}.");
        var (values, metadata) = Safetensors.Read(file);
        return new PretrainedWeights(file, values, TrainingIdentity.From(metadata).Kind);
    }

    /// <exception cref="InvalidDataException">The network is of another size.</exception>
    internal void CopyTo(EncoderModel model) => Checkpoint.Import(_path, _values, Checkpoint.Weights(model).Select(w => (w.Key, w.Value)));
}
