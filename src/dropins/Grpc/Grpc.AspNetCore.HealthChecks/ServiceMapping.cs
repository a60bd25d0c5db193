namespace Grpc.AspNetCore.HealthChecks;

public sealed class ServiceMapping
{
    public ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        Name = name;
        HealthCheckPredicate = predicate;
    }

    public string Name { get; }

    public Func<HealthCheckMapContext, bool>? HealthCheckPredicate { get; }

    internal bool Includes(string name, IEnumerable<string> tags) => HealthCheckPredicate!(new HealthCheckMapContext(name, tags));
}
