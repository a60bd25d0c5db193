using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Training;

/// <summary>Reports on the training's own thread, in order; Progress of the library would use the thread pool.</summary>
internal sealed class Listener(Action<TrainingProgress> action) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => action(value);
}
