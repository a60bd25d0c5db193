using System.Runtime.CompilerServices;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>Follows the questions of runs. It looks when something was recorded, or when a lease runs out, and never otherwise.</summary>
internal sealed class QueueWatch(ILedgerDatabase database, QuestionQueue questions, QueueSignal signal, SteadyClock clock, TimeProvider time)
{
    // A lease that ends now is over a moment later.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>The questions of a run in numbers, now and whenever they are news, until it is closed. The run must exist.</summary>
    public IAsyncEnumerable<QueueProgress> ProgressAsync(RunId run, CancellationToken cancellationToken) =>
        FollowAsync(
            run,
            async session => await questions.ProgressAsync(session, await RunTable.GetAsync(session, run, cancellationToken), cancellationToken),
            (now, told) => now.IsNewsAfter(told),
            progress => progress.IsClosed,
            UntilLapse,
            cancellationToken);

    /// <summary>The answers to a request, now and whenever they are news, until they are complete or the run is closed.</summary>
    /// <exception cref="RefusalException">The run has not asked it.</exception>
    public IAsyncEnumerable<RequestProgress> RequestAsync(RunId run, RequestId request, CancellationToken cancellationToken) =>
        FollowAsync(
            run,
            session => ReadAsync(session, run, request, cancellationToken),
            (now, told) => now.IsNewsAfter(told),
            progress => progress.IsComplete || progress.IsClosed,
            _ => Timeout.InfiniteTimeSpan,
            cancellationToken);

    // Nobody is told of claims, so a lease may have begun since the numbers were read; it cannot have ended before a whole one has passed.
    private TimeSpan UntilLapse(QueueProgress progress)
    {
        if (progress.Open == 0)
            return Timeout.InfiniteTimeSpan;
        var (next, longest) = (progress.NextLapse - clock.Now ?? TimeSpan.MaxValue, questions.Lease.Length);
        return Moment + (next < TimeSpan.Zero ? TimeSpan.Zero : next < longest ? next : longest);
    }

    private static async Task<RequestProgress> ReadAsync(LedgerSession session, RunId run, RequestId request, CancellationToken cancellationToken)
    {
        var asked = await QuestionTable.OfRequestAsync(session, run, request, cancellationToken);
        if (asked.Count == 0)
            throw Refusal.NotFound($"Run {run} has not asked for {request}. Ask for it first.");
        var open = await QuestionTable.OpenOfRoundAsync(session, run, asked[0].Round, cancellationToken);
        // Answers may have come between the two looks; once none of the round is open, all of them stay.
        if (open == 0)
            asked = await QuestionTable.OfRequestAsync(session, run, request, cancellationToken);
        return RequestProgress.Of(asked, open, await RunTable.GetAsync(session, run, cancellationToken));
    }

    private async IAsyncEnumerable<T> FollowAsync<T>(
        RunId run,
        Func<LedgerSession, Task<T>> read,
        Func<T, T, bool> isNews,
        Func<T, bool> isLast,
        Func<T, TimeSpan> patience,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        T? told = null;
        while (true)
        {
            var change = signal.NextAsync(run);
            var now = await database.ReadAsync(read, cancellationToken);
            if (told is null || isNews(now, told))
                yield return told = now;
            if (isLast(now))
                yield break;
            await WaitAsync(change, patience(now), cancellationToken);
        }
    }

    private async Task WaitAsync(Task change, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await change.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A lease has run out.
        }
    }
}
