using System.Diagnostics;
using EfficientMnist.Classifier.Journal;

namespace EfficientMnist.Classifier.Runs;

/// <summary>
/// A computation beside the turns of a grain. What it posts to them counts as long as it is the grain's work at hand; whatever
/// comes later has not happened.
/// </summary>
/// <param name="turns">The grain's turns.</param>
/// <param name="isAtHand">Whether the grain still works at this; asked in a turn.</param>
/// <param name="ending">Cancelled when the process ends, and the work with it.</param>
internal sealed class BackgroundWork(TaskScheduler turns, Predicate<BackgroundWork> isAtHand, CancellationToken ending)
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(ending);

    /// <summary>Computes, and tells the grain how that ended.</summary>
    /// <param name="before">Work that must have ended before.</param>
    /// <param name="execute">The computation; tells what the journal is to say of its end.</param>
    /// <param name="end">Takes that to the turns.</param>
    public Task RunAsync(Task before, Func<CancellationToken, Task<JournalEntry?>> execute, Func<JournalEntry?, Task> end) => Task.Run(async () =>
    {
        await Task.WhenAny(before);
        // The work outlasts the call that began it.
        Activity.Current = null;
        try
        {
            await end(await execute(_end.Token));
        }
        catch (OperationCanceledException)
        {
            // The run was stopped or deactivated meanwhile, and has said so itself.
        }
        finally
        {
            _end.Dispose();
        }
    });

    /// <summary>Ends the computation; what waits on its token does not go on inside the caller's turn.</summary>
    public Task CancelAsync() => _end.CancelAsync();

    /// <summary>Runs something as a turn of the grain.</summary>
    /// <exception cref="OperationCanceledException">The grain works at something else, or at nothing.</exception>
    public Task<T> InTurnAsync<T>(Func<T> turn) => Task.Factory.StartNew(
        () => isAtHand(this) ? turn() : throw new OperationCanceledException("The run goes on without this work."),
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach,
        turns);

    /// <summary>Runs something as a turn of the grain.</summary>
    /// <exception cref="OperationCanceledException">The grain works at something else, or at nothing.</exception>
    public Task InTurnAsync(Action turn) => InTurnAsync(() =>
    {
        turn();
        return true;
    });
}
