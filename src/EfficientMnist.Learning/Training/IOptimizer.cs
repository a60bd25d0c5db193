using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>Turns gradients into steps. Its memory is plain tensors, so that a checkpoint holds the whole state.</summary>
internal interface IOptimizer : IDisposable
{
    /// <summary>What it remembers, by name, for a checkpoint.</summary>
    IEnumerable<(string Name, Tensor Value)> State { get; }

    /// <summary>Changes the weights by their gradients and clears these.</summary>
    /// <param name="learningRate">This step's.</param>
    /// <param name="step">Counted from 1.</param>
    void Step(double learningRate, int step);
}
