using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grpc.AspNetCore.HealthChecks.Internal;

// The last report of the health checks, and a signal when the next one comes.
internal sealed class PublishedHealth
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HealthReport? Last { get; private set; }

    public Task Next
    {
        get
        {
            lock (_lock)
                return _next.Task;
        }
    }

    public void Publish(HealthReport report)
    {
        TaskCompletionSource published;
        lock (_lock)
        {
            Last = report;
            published = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        published.SetResult();
    }
}
