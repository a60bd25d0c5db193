using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.Topology;

namespace EfficientMnist.Cli.Connections;

/// <summary>Where the services of a running system are, and the key their calls carry.</summary>
internal sealed record SystemAddresses
{
    public required IReadOnlyDictionary<string, Uri> Services { get; init; }

    public required string? Key { get; init; }

    /// <summary>Path of the certificates, as PEM, whose holders are believed, where they are not the machine's own; null for those.</summary>
    public string? Authorities { get; init; }

    /// <summary>What is wrong with resources of the system, by name, as far as its AppHost has noted it.</summary>
    public IReadOnlyDictionary<string, ServiceTrouble> Troubles { get; init; } = new Dictionary<string, ServiceTrouble>();

    /// <summary>
    /// From the environment (as the AppHost sets it, or EML_CLASSIFIER and so on), else those of the system on the state folder:
    /// its key and its addresses together, so that no command reaches another system than the one it is meant for.
    /// </summary>
    /// <exception cref="SystemFailedException">The environment names no addresses, and no system is up on the state folder.</exception>
    public static SystemAddresses FromEnvironment(Func<string, string?> environment)
    {
        var given = ServiceNames.Grpc.ToDictionary(name => name, name => Given(name, environment), StringComparer.Ordinal);
        var folder = StateFolder.Find(environment("Storage__Root"));
        var running = SystemFile.TryRead(folder);
        return new SystemAddresses
        {
            Services = given.ToDictionary(
                service => service.Key,
                service => service.Value ?? running?.Services.GetValueOrDefault(service.Key)?.Address
                    ?? throw new SystemFailedException($"No system is up on the state folder {folder}. Start it with ./eml up, name another folder with Storage__Root, or the address with {Variable(service.Key)} (http://host:port)."),
                StringComparer.Ordinal),
            Key = NonEmpty(environment("EML_SERVICE_KEY")) ?? NonEmpty(environment("Services__Key")) ?? running?.Key,
            Authorities = NonEmpty(environment("EML_CA")),
            Troubles = running?.Services.Where(service => service.Value.Trouble is not null).ToDictionary(service => service.Key, service => service.Value.Trouble!, StringComparer.Ordinal) ?? [],
        };
    }

    // Null where the environment names none.
    private static Uri? Given(string name, Func<string, string?> environment)
    {
        if ((NonEmpty(environment(Variable(name))) ?? NonEmpty(environment($"services__{name}__grpc__0"))) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException($"The address of {name} is '{text}'; set {Variable(name)} to one such as http://127.0.0.1:{DefaultPorts.Grpc(name)}.");
    }

    private static string Variable(string name) => "EML_" + name.Replace('-', '_').ToUpperInvariant();

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
