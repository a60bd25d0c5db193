using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Watching;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Projection;

namespace EfficientMnist.Classifier.Projections;

/// <summary>
/// Draws each picture once: whoever asks for one that is being drawn waits with the others. Pictures that take minutes are
/// drawn one at a time, and a PCA, which takes seconds, waits for none of them.
/// </summary>
internal sealed class ProjectionQueue(
    RunRegistry registry, ImageSource images, LatentSource latents, ProjectionStore store, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ProjectionQueue> logger) : IDisposable
{
    private static readonly SilentMonitor Unwatched = new();

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _long = new(1, 1);
    private readonly SemaphoreSlim _short = new(1, 1);
    private readonly Dictionary<string, LatestValue<ProjectionState>> _work = [];

    /// <summary>The picture, found or begun.</summary>
    public async Task<LatestValue<ProjectionState>> DrawAsync(GetProjectionRequest request, CancellationToken cancellationToken)
    {
        var (datasetName, encoderId) = await SubjectAsync(request);
        var dataset = await images.FindAsync(datasetName, Unwatched, cancellationToken);
        var plan = ProjectionPlan.From(request, dataset, encoderId);
        lock (_gate)
        {
            if (_work.TryGetValue(plan.Key, out var state))
                return state;
            if (store.Find(plan.Key) is { } picture)
                return new LatestValue<ProjectionState>(new ProjectionState { Done = 1, Picture = picture });
            _work[plan.Key] = state = new LatestValue<ProjectionState>(new ProjectionState { Step = "waits" });
            // Goes on though the caller goes away: the next one finds the picture.
            _ = Task.Run(() => WorkAsync(plan, state, lifetime.ApplicationStopping), CancellationToken.None);
            return state;
        }
    }

    public void Dispose()
    {
        _long.Dispose();
        _short.Dispose();
    }

    private async Task<(string Dataset, string EncoderId)> SubjectAsync(GetProjectionRequest request)
    {
        if (request.RunId.Length == 0)
        {
            return request.EncoderId.Length > 0 && request.Dataset.Length > 0
                ? (request.Dataset, request.EncoderId)
                : throw Refusal.Invalid("A projection needs a run_id, or an encoder_id and a dataset.");
        }
        var run = await registry.ReadAsync(request.RunId);
        if (run.Options.Encoder.IsNone)
            throw Refusal.Conflict($"Run {run.Id} has no encoder (encoder.kind={EncoderChoice.None}), so there is no latent space to draw.");
        return run.History.EncoderId is { Length: > 0 } encoder
            ? (run.Options.Dataset, encoder)
            : throw Refusal.Conflict($"Run {run.Id} has no encoder yet; its latent space can be drawn once it is trained.");
    }

    private async Task WorkAsync(ProjectionPlan plan, LatestValue<ProjectionState> state, CancellationToken cancellationToken)
    {
        var turn = plan.Method == ProjectionMethod.Pca ? _short : _long;
        try
        {
            await turn.WaitAsync(cancellationToken);
            try
            {
                var picture = await ComputeAsync(plan, new ProjectionProgress(state), cancellationToken);
                store.Keep(plan.Key, picture);
                Log.Drawn(logger, plan.Method, plan.Dataset.Name, picture.Info.Count, picture.Info.Seconds);
                state.Set(new ProjectionState { Done = 1, Picture = picture });
            }
            finally
            {
                turn.Release();
            }
        }
        catch (Exception error)
        {
            // Everyone who waits gets it, as if it had been thrown at them.
            state.Set(new ProjectionState { Error = error });
        }
        finally
        {
            lock (_gate)
                _work.Remove(plan.Key);
        }
    }

    private async Task<Picture> ComputeAsync(ProjectionPlan plan, ProjectionProgress progress, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pool = await latents.EncodeAsync(plan.EncoderId, plan.Dataset.Name, Split.Train, plan.Dataset.TrainCount, progress, cancellationToken);
        var drawn = pool.Rows <= Picture.MostPoints ? pool.InMemory() : pool.Sample(Picture.MostPoints);
        var points = plan.Projection.Project(drawn, plan.Seed, progress, cancellationToken);
        var (x, y) = (Bounds(points, 0), Bounds(points, 1));
        return new Picture(
            new ProjectionInfo
            {
                Method = plan.Method,
                Dataset = plan.Dataset.Name,
                EncoderId = plan.EncoderId,
                Seed = plan.Seed,
                Count = points.Rows,
                PoolCount = pool.Rows,
                MinX = x.Least,
                MaxX = x.Most,
                MinY = y.Least,
                MaxY = y.Most,
                Seconds = time.GetElapsedTime(started).TotalSeconds,
                ExplainedVariance = plan.Method == ProjectionMethod.Pca ? PcaProjection.ExplainedVariance(drawn, points) : 0,
            },
            points);
    }

    private static (float Least, float Most) Bounds(FeatureMatrix points, int axis)
    {
        var values = Enumerable.Range(0, points.Rows).Select(row => points[row, axis]).ToList();
        return (values.Min(), values.Max());
    }
}
