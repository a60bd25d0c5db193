namespace EfficientMnist.Learning.Training;

/// <summary>
/// Does the same kind of work on several parts at once: the first part on the caller's thread, each other on a thread of
/// its own. Two threads with an operator each get more out of a CPU than one operator split over two.
/// </summary>
internal sealed class ShardTeam : IDisposable
{
    private readonly ShardThread[] _others;

    /// <param name="parts">How many parts there are.</param>
    /// <param name="threadsEach">CPU threads that the operators of one part use; the caller's own are the caller's affair.</param>
    public ShardTeam(int parts, int threadsEach) => _others = [.. Enumerable.Range(1, parts - 1).Select(_ => new ShardThread(threadsEach))];

    public int Parts => _others.Length + 1;

    /// <summary>Runs <paramref name="work"/> for each part and returns when all are done; an exception of any is passed on.</summary>
    public void Each(Action<int> work)
    {
        for (var i = 0; i < _others.Length; i++)
        {
            var part = i + 1;
            _others[i].Start(() => work(part));
        }
        try
        {
            work(0);
        }
        finally
        {
            // Also when the first part failed: nobody may touch the tensors while another part still works on them.
            foreach (var thread in _others)
                thread.Wait();
        }
    }

    public void Dispose()
    {
        foreach (var thread in _others)
            thread.Dispose();
    }
}
