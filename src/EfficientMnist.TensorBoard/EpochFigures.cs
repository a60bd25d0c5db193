namespace EfficientMnist.TensorBoard;

/// <summary>An epoch of a training as curves.</summary>
/// <param name="Step">Optimizer steps done by its end.</param>
/// <param name="Loss">Mean over its steps.</param>
/// <param name="LearningRate">Of its last step.</param>
/// <param name="ValidationLoss">Of the images held back; NaN where there are none.</param>
/// <param name="Metrics">What was measured besides, by name.</param>
/// <param name="ValidationMetrics">The same of the images held back.</param>
public sealed record EpochFigures(
    long Step, double Loss, double LearningRate, double ValidationLoss, IEnumerable<KeyValuePair<string, double>> Metrics, IEnumerable<KeyValuePair<string, double>> ValidationMetrics);
