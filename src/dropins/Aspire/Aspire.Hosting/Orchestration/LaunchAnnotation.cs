using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>How a resource that is neither project nor executable runs as a process.</summary>
internal sealed class LaunchAnnotation(Func<CancellationToken, ValueTask<ProcessLaunch>> launch) : IResourceAnnotation
{
    public Func<CancellationToken, ValueTask<ProcessLaunch>> Launch => launch;
}
