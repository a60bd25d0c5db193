using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.Topology;

namespace EfficientMnist.Cli.Connections;

/// <summary>Where the services of a running system are, and the key their calls carry.</summary>
internal sealed record SystemAddresses
{
    public required IReadOnlyDictionary<string, Uri> Services { get; init; }

    public required string? Key { get; init; }

    /// <summary>From the environment (as the AppHost sets it, or EML_CLASSIFIER and so on), else the default ports.</summary>
    public static SystemAddresses FromEnvironment(Func<string, string?> environment) => new()
    {
        Services = ServiceNames.Grpc.ToDictionary(name => name, name => Address(name, environment), StringComparer.Ordinal),
        Key = NonEmpty(environment("EML_SERVICE_KEY")) ?? NonEmpty(environment("Services__Key"))
            ?? ServiceKeyFile.TryRead(StateFolder.Resolve(environment("Storage__Root"))),
    };

    private static Uri Address(string name, Func<string, string?> environment)
    {
        var variable = "EML_" + name.Replace('-', '_').ToUpperInvariant();
        var text = NonEmpty(environment(variable)) ?? NonEmpty(environment($"services__{name}__grpc__0"))
            ?? $"http://127.0.0.1:{DefaultPorts.Grpc(name)}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException($"The address of {name} is '{text}'; set {variable} to one such as http://127.0.0.1:{DefaultPorts.Grpc(name)}.");
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
