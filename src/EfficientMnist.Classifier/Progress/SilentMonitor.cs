
namespace EfficientMnist.Classifier.Progress;

/// <summary>For work that nobody watches.</summary>
internal sealed class SilentMonitor : IRunMonitor
{
    public void Report(RunProgress progress)
    {
    }

    public void Note(string note)
    {
    }
}
