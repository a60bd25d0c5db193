using System.Collections.Concurrent;

namespace Aspire.Hosting.Orchestration.Processes;

/// <summary>
/// The one thread that starts children. The kernel sends the parent-death signal when the starting *thread* ends,
/// so it must be one that lives as long as this process.
/// </summary>
internal static class LauncherThread
{
    private static readonly BlockingCollection<Action> s_work = [];

    static LauncherThread() =>
        new Thread(() =>
        {
            foreach (var work in s_work.GetConsumingEnumerable())
                work();
        })
        { IsBackground = true, Name = "child launcher" }.Start();

    public static Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        s_work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception error)
            {
                // It is the caller's, who awaits the task.
                done.SetException(error);
            }
        });
        return done.Task;
    }
}
