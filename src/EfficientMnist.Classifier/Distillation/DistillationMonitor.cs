using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Distillation;

/// <summary>Shows all that a distillation does as one phase, whatever phase the work would otherwise belong to.</summary>
internal sealed class DistillationMonitor(IRunMonitor run) : IRunMonitor
{
    public void Report(RunProgress progress) => run.Report(progress with { Phase = RunPhase.Distillation });

    public void Note(string note) => run.Note(note);
}
