using EfficientMnist.Contracts.V1;
using EfficientMnist.TensorBoard;

namespace EfficientMnist.Cli.TensorBoard;

/// <summary>A training's history, over its steps.</summary>
internal static class TrainingCurves
{
    public static void Write(string folder, GetTrainingResponse training, TimeProvider time)
    {
        using var writer = new EventWriter(folder, time);
        foreach (var epoch in training.Epochs)
            writer.Epoch(new EpochFigures(epoch.Step, epoch.Loss, epoch.LearningRate, epoch.ValidationLoss, epoch.Metrics, epoch.ValidationMetrics));
    }
}
