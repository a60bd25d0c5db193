using TorchSharp;

namespace EfficientMnist.Learning.Devices;

/// <summary>Limits the threads that the calling thread's tensor operators use, and gives the old number back.</summary>
internal sealed class OperatorThreads : IDisposable
{
    // Asked before it is set: libtorch gives a thread its number at the thread's first operator or question, the one that any
    // thread has set last, and would so take back what had been set here.
    private readonly int _before = torch.get_num_threads();

    private OperatorThreads()
    {
    }

    public static OperatorThreads Use(int threads)
    {
        var use = new OperatorThreads();
        torch.set_num_threads(threads);
        return use;
    }

    public void Dispose() => torch.set_num_threads(_before);
}
