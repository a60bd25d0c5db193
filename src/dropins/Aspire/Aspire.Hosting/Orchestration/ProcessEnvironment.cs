using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Works out the environment and the arguments of one process.</summary>
internal sealed class ProcessEnvironment(DistributedApplicationExecutionContext executionContext, IHostEnvironment hostEnvironment, TelemetryTarget telemetry)
{
    // These tell the host how to run; a child that took them over would listen on the dashboard's address.
    private static readonly string[] s_notInherited =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "DOTNET_HOST_PATH",
    ];

    /// <summary>Variables set for the resource itself, by name.</summary>
    public async Task<Dictionary<string, string>> VariablesAsync(ResourceInstance instance, ILogger logger, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, object>();
        if (instance.Resource is ProjectResource project)
            AddProjectDefaults(variables, project);
        if (instance.Resource is ProjectResource || instance.Resource.HasAnnotationOfType<OtlpExporterAnnotation>())
            telemetry.AddTo(variables, instance, hostEnvironment.IsDevelopment());

        var context = new EnvironmentCallbackContext(executionContext, instance.Resource, variables, cancellationToken) { Logger = logger };
        foreach (var annotation in instance.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
            await annotation.Callback(context);
        var resolved = new Dictionary<string, string>(variables.Count);
        foreach (var (name, value) in variables)
            if (await ResolveAsync(instance, value, cancellationToken) is { } text)
                resolved[name] = text;
        return resolved;
    }

    public async Task<IReadOnlyList<string>> ArgumentsAsync(ResourceInstance instance, ILogger logger, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], instance.Resource, cancellationToken) { ExecutionContext = executionContext, Logger = logger };
        foreach (var annotation in instance.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
            await annotation.Callback(context);
        var arguments = new List<string>(context.Args.Count);
        foreach (var argument in context.Args)
            if (await ResolveAsync(instance, argument, cancellationToken) is { } text)
                arguments.Add(text);
        return arguments;
    }

    /// <summary>The host's own environment, as far as children have it too.</summary>
    public static Dictionary<string, string> Inherited() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(entry => !s_notInherited.Contains((string)entry.Key))
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");

    private void AddProjectDefaults(Dictionary<string, object> variables, ProjectResource project)
    {
        variables["ASPNETCORE_ENVIRONMENT"] = hostEnvironment.EnvironmentName;
        variables["DOTNET_ENVIRONMENT"] = hostEnvironment.EnvironmentName;
        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        var urls = project.GetEndpoints()
            .Where(endpoint => endpoint.Scheme is "http" or "https" && endpoint.EndpointAnnotation.TargetPortVariable is null)
            .ToList();
        if (urls.Count == 0)
            return;
        var expression = new ReferenceExpressionBuilder();
        foreach (var endpoint in urls)
        {
            expression.AppendLiteral($"{(expression.IsEmpty ? "" : ";")}{endpoint.Scheme}://{endpoint.EndpointAnnotation.TargetHost}:");
            expression.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
        }

        variables["ASPNETCORE_URLS"] = expression.Build();
    }

    private static async ValueTask<string?> ResolveAsync(ResourceInstance instance, object? value, CancellationToken cancellationToken) => value switch
    {
        null => null,
        string text => text,
        IResourceWithConnectionString connection => await connection.GetConnectionStringAsync(cancellationToken),
        IValueProvider provider => await provider.GetValueAsync(
            new ReplicaContext { Caller = instance.Resource, Replica = instance.Replica }, cancellationToken),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
