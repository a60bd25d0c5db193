namespace EfficientMnist.Classifier.Progress;

/// <summary>Where work reports how far it is. A run shows it to its watchers; a prediction has nobody to show it to.</summary>
internal interface IRunMonitor
{
    void Report(RunProgress progress);

    /// <summary>Says what the work waits for; null once it goes on.</summary>
    void Wait(RunWaiting? waiting);
}

/// <summary>For work that nobody watches.</summary>
internal sealed class SilentMonitor : IRunMonitor
{
    public void Report(RunProgress progress)
    {
    }

    public void Wait(RunWaiting? waiting)
    {
    }
}
