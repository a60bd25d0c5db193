using EfficientMnist.Contracts.Runs;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Runs;

/// <summary>The runs, newest first; fetched once for all the pages that watch them.</summary>
internal sealed class RunBoard(ClassifierService.ClassifierServiceClient classifier, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private (long FetchedAt, IReadOnlyList<Run> Runs)? _latest;

    /// <summary>The runs that are not archived, as they were at most this long ago.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(TimeSpan age, CancellationToken cancellationToken) =>
        [.. (await AllAsync(age, cancellationToken)).Where(run => !run.Archived)];

    /// <summary>The runs that are not archived, as they are now.</summary>
    public Task<IReadOnlyList<Run>> ListAsync(CancellationToken cancellationToken) => ListAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>All runs as they are now, those that are archived included.</summary>
    public Task<IReadOnlyList<Run>> AllAsync(CancellationToken cancellationToken) => AllAsync(TimeSpan.Zero, cancellationToken);

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<IReadOnlyList<Run>> AllAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_latest is var (fetchedAt, kept) && time.GetElapsedTime(fetchedAt) < age)
                return kept;
            var now = time.GetTimestamp();
            var runs = await classifier.ListAllRunsAsync(archived: true, cancellationToken).ToListAsync(cancellationToken);
            _latest = (now, runs);
            return runs;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
