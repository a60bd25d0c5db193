using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>What a model measures beside its loss in one step, by name: terms of the loss, or how good a reconstruction is.</summary>
public sealed class StepMetrics
{
    private readonly SortedDictionary<string, Tensor> _values = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, Tensor> Values => _values;

    /// <summary>Takes a mean over the batch, a scalar; each name once a step. It stays on the device until a report is due.</summary>
    /// <exception cref="ArgumentException">The name has been added before, or the tensor has more than one value.</exception>
    public void Add(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.numel() != 1)
            throw new ArgumentException($"The metric {name} has {value.numel()} values; it is to be one number a batch.", nameof(value));
        _values.Add(name, value.detach().to(ScalarType.Float32).reshape(1));
    }
}
