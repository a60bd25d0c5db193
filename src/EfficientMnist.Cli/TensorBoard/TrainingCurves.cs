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
        {
            writer.Scalar("loss/train", epoch.Step, epoch.Loss);
            if (!double.IsNaN(epoch.ValidationLoss))
                writer.Scalar("loss/validation", epoch.Step, epoch.ValidationLoss);
            writer.Scalar("learning_rate", epoch.Step, epoch.LearningRate);
            foreach (var (name, value) in epoch.Metrics)
                writer.Scalar($"{name}/train", epoch.Step, value);
            foreach (var (name, value) in epoch.ValidationMetrics)
                writer.Scalar($"{name}/validation", epoch.Step, value);
        }
    }
}
