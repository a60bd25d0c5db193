using System.Runtime.ExceptionServices;
using EfficientMnist.Learning.Devices;

namespace EfficientMnist.Learning.Training;

/// <summary>
/// A thread that does one piece of work at a time. A thread of its own, because the tensor library keeps the number
/// of its operators' threads per calling thread.
/// </summary>
internal sealed class ShardThread : IDisposable
{
    private readonly Thread _thread;
    private readonly SemaphoreSlim _start = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly int _operatorThreads;
    private Action? _work;
    private ExceptionDispatchInfo? _failure;

    public ShardThread(int operatorThreads)
    {
        _operatorThreads = operatorThreads;
        _thread = new Thread(Loop) { IsBackground = true, Name = "training shard" };
        _thread.Start();
    }

    public void Start(Action work)
    {
        _work = work;
        _start.Release();
    }

    /// <summary>Waits until the work is done and passes on its exception.</summary>
    public void Wait()
    {
        _done.Wait();
        _failure?.Throw();
    }

    public void Dispose()
    {
        _work = null;
        _start.Release();
        _thread.Join();
        _start.Dispose();
        _done.Dispose();
    }

    private void Loop()
    {
        using var threads = OperatorThreads.Use(_operatorThreads);
        while (true)
        {
            _start.Wait();
            if (_work is null)
                return;
            try
            {
                _failure = null;
                _work();
            }
#pragma warning disable CA1031 // Not swallowed: Wait throws it on the thread that asked for the work.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
            _done.Release();
        }
    }
}
