using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Steps;

/// <summary>
/// How fast labels are bought since the rounds began in this process, and how long the rest will take. What came before them,
/// an encoder's training say, is not to count.
/// </summary>
internal sealed class LabelPace(int boughtAtStart, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public RunProgress Progress(RunWork run)
    {
        var bought = run.History.Bought;
        var seconds = time.GetElapsedTime(_started).TotalSeconds;
        var rate = seconds > 0 ? (bought - boughtAtStart) / seconds : 0;
        return new RunProgress
        {
            Phase = bought == 0 ? RunPhase.ColdStart : RunPhase.Rounds,
            Done = bought,
            Total = run.Plan.Labels,
            Unit = "label",
            Rate = rate,
            Eta = rate > 0 ? TimeSpan.FromSeconds((run.Plan.Labels - bought) / rate) : TimeSpan.Zero,
        };
    }
}
