using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Values are read for one process of a resource.</summary>
internal sealed class ReplicaContext : ValueProviderContext
{
    public required int Replica { get; init; }
}
