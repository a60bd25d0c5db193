using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    private const string ConnectionStringPrefix = "ConnectionStrings__";

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        return builder.WithReferenceRelationship(resource).WithEnvironment(context =>
        {
            var variable = resource.ConnectionStringEnvironmentVariable ?? ConnectionStringPrefix + name;
            context.EnvironmentVariables[variable] = new ConnectionStringReference(resource, optional);
            foreach (var (property, value) in resource.GetConnectionProperties())
                context.EnvironmentVariables[$"{VariableName(name)}_{property.ToUpperInvariant()}"] = value;
        });
    }

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.WithReference(source, source.Resource.Name);

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source, string name)
        where TDestination : IResourceWithEnvironment =>
        builder.WithReferenceRelationship(source.Resource).WithEnvironment(context =>
        {
            foreach (var endpoint in source.Resource.GetEndpoints())
                if (!endpoint.ExcludeReferenceEndpoint)
                    AddService(context, name, endpoint);
        });

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment =>
        builder.WithReferenceRelationship(endpointReference.Resource).WithEnvironment(context => AddService(context, endpointReference.Resource.Name, endpointReference));

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, string name, Uri uri)
        where TDestination : IResourceWithEnvironment =>
        uri is { IsAbsoluteUri: true, AbsolutePath: "/" }
            ? builder.WithEnvironment($"services__{name}__default__0", uri.ToString())
            : throw new InvalidOperationException($"A service is referenced by an absolute address without a path, which {uri} is not.");

    // With no proxy in front of them, each replica of a service is an address of its own.
    private static void AddService(EnvironmentCallbackContext context, string name, EndpointReference endpoint)
    {
        var replicas = endpoint.Resource.GetReplicaCount();
        for (var replica = 0; replica < replicas; replica++)
            context.EnvironmentVariables[string.Create(CultureInfo.InvariantCulture, $"services__{name}__{endpoint.EndpointName}__{replica}")] =
                replica == 0 ? endpoint : new ReplicaUrl(endpoint, replica);
        context.EnvironmentVariables[$"{VariableName(name)}_{VariableName(endpoint.EndpointName)}"] = endpoint;
    }

    private static string VariableName(string name) => NoVariableCharacter().Replace(name, "_").ToUpperInvariant();

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex NoVariableCharacter();
}
