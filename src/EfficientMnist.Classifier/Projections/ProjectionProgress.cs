using EfficientMnist.Classifier.Progress;
using EfficientMnist.Core.Watching;
using EfficientMnist.Learning.Projection;

namespace EfficientMnist.Classifier.Projections;

/// <summary>Adds up the steps of a picture: latents that come, neighbours that are found, points that are laid out.</summary>
internal sealed class ProjectionProgress(LatestValue<ProjectionState> state) : IRunMonitor, IProgress<ProjectionStep>
{
    private const double LatentsShare = 0.2;
    private const double NeighboursShare = 0.2;

    public void Report(RunProgress progress) => Set("latents", LatentsShare * progress.Done / Math.Max(1, progress.Total));

    public void Wait(RunWaiting? waiting) => state.Set(state.Value with { Step = waiting?.Text ?? state.Value.Step });

    public void Report(ProjectionStep value)
    {
        const double before = LatentsShare + NeighboursShare;
        if (value.Name == ProjectionStep.Neighbours)
            Set(value.Name, LatentsShare + NeighboursShare * value.Done);
        else
            Set(value.Name, before + (1 - before) * value.Done);
    }

    private void Set(string step, double done) => state.Set(new ProjectionState { Step = step, Done = done });
}

/// <summary>How far a picture is.</summary>
internal sealed record ProjectionState
{
    public string Step { get; init; } = "";

    /// <summary>Of the whole, 0 … 1.</summary>
    public double Done { get; init; }

    /// <summary>Set once it is drawn.</summary>
    public Picture? Picture { get; init; }

    /// <summary>Set where it could not be drawn.</summary>
    public Exception? Error { get; init; }
}
