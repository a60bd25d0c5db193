using System.Runtime.CompilerServices;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;
using Microsoft.Extensions.Options;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>Follows the questions of runs: at once what this oracle records, a little later what another one on the same database does.</summary>
internal sealed class QueueWatch(ILedgerDatabase database, QuestionDesk desk, QueueSignal signal, IOptions<QuestionOptions> options, TimeProvider time)
{
    private readonly TimeSpan _look = TimeSpan.FromSeconds(options.Value.LookSeconds);

    /// <summary>The questions of a run in numbers, now and at every change, until it is closed. The run must exist.</summary>
    public IAsyncEnumerable<QueueProgress> ProgressAsync(RunId run, CancellationToken cancellationToken) =>
        FollowAsync(
            run,
            async session => await desk.ProgressAsync(session, await RunTable.GetAsync(session, run, cancellationToken), cancellationToken),
            progress => progress.IsClosed,
            cancellationToken);

    /// <summary>The answers to a request, now and at every change, until they are complete or the run is closed.</summary>
    /// <exception cref="RefusalException">The run has not asked it.</exception>
    public IAsyncEnumerable<RequestProgress> RequestAsync(RunId run, RequestId request, CancellationToken cancellationToken) =>
        FollowAsync(
            run,
            session => ReadAsync(session, run, request, cancellationToken),
            progress => progress.IsComplete || progress.IsClosed,
            cancellationToken);

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
        RunId run, Func<LedgerSession, Task<T>> read, Func<T, bool> isLast, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IEquatable<T>
    {
        T? told = null;
        while (true)
        {
            var change = signal.NextAsync(run);
            var now = await database.ReadAsync(read, cancellationToken);
            if (!now.Equals(told))
                yield return told = now;
            if (isLast(now))
                yield break;
            await Task.WhenAny(change, Task.Delay(_look, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
