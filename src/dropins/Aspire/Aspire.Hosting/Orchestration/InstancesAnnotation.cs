using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

internal sealed class InstancesAnnotation(IReadOnlyList<ResourceInstance> instances) : IResourceAnnotation
{
    public IReadOnlyList<ResourceInstance> Instances => instances;

    public IReadOnlyList<string> Ids { get; } = [.. instances.Select(instance => instance.Id)];
}
