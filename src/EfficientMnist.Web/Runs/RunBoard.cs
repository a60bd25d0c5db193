using EfficientMnist.Contracts.Runs;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Runs;

/// <summary>All runs, newest first; fetched once for all the pages that watch them.</summary>
internal sealed class RunBoard(ClassifierService.ClassifierServiceClient classifier, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private (long FetchedAt, IReadOnlyList<Run> Runs)? _latest;

    /// <summary>The runs, as they were at most this long ago.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_latest is var (fetchedAt, kept) && time.GetElapsedTime(fetchedAt) < age)
                return kept;
            var now = time.GetTimestamp();
            var runs = await classifier.ListAllRunsAsync(cancellationToken).ToListAsync(cancellationToken);
            _latest = (now, runs);
            return runs;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>The runs as they are now.</summary>
    public Task<IReadOnlyList<Run>> ListAsync(CancellationToken cancellationToken) => ListAsync(TimeSpan.Zero, cancellationToken);

    public void Dispose() => _oneAtATime.Dispose();
}
