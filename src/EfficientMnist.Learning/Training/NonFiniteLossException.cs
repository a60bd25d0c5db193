namespace EfficientMnist.Learning.Training;

/// <summary>The loss became infinite or not a number: the training has diverged and its weights are worthless.</summary>
public sealed class NonFiniteLossException(int step, double loss)
    : InvalidOperationException($"The loss is {loss} at step {step}: the training diverged. Lower learning_rate, or train with precision float32.")
{
    public int Step { get; } = step;

    public double Loss { get; } = loss;
}
