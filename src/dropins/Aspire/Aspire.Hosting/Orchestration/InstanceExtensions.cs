using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

internal static class InstanceExtensions
{
    private const string SuffixLetters = "abcdefghijkmnpqrstuvwxyz";
    private const int SuffixLength = 8;

    /// <summary>Whether the resource is a process of ours, rather than a value or something that runs elsewhere.</summary>
    public static bool IsProcess(this IResource resource) =>
        resource is ProjectResource or ExecutableResource || resource.HasAnnotationOfType<LaunchAnnotation>();

    public static IReadOnlyList<string> ResourceIds(this IResource resource) => resource.InstancesOf().Ids;

    public static IReadOnlyList<ResourceInstance> Instances(this IResource resource) => resource.InstancesOf().Instances;

    public static string TypeName(this IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ParameterResource { IsConnectionString: false } => "Parameter",
        ParameterResource or ConnectionStringResource => "ConnectionString",
        _ when resource.IsProcess() => "Executable",
        _ => resource.GetType().Name.EndsWith("Resource", StringComparison.Ordinal) ? resource.GetType().Name[..^8] : resource.GetType().Name,
    };

    public static bool IsTerminal(this CustomResourceSnapshot snapshot) => KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text);

    private static InstancesAnnotation InstancesOf(this IResource resource)
    {
        lock (resource.Annotations)
        {
            if (resource.TryGetLastAnnotation<InstancesAnnotation>(out var known))
                return known;
            ResourceInstance[] instances = resource.IsProcess()
                ? [.. Enumerable.Range(0, resource.GetReplicaCount()).Select(replica => Create(resource, replica))]
                : [new ResourceInstance(resource, 0, resource.Name, "")];
            var made = new InstancesAnnotation(instances);
            resource.Annotations.Add(made);
            return made;
        }
    }

    private static ResourceInstance Create(IResource resource, int replica)
    {
        var suffix = RandomNumberGenerator.GetString(SuffixLetters, SuffixLength);
        return new ResourceInstance(resource, replica, $"{resource.Name}-{suffix}", suffix);
    }
}
