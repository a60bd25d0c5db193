using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace EfficientMnist.AppHost.Tests.Deploy;

/// <summary>What docs/deploy uses of the Compose specification; anything else there is an error.</summary>
internal sealed class ComposeFile
{
    private const string FragmentPrefix = "x-";

    public string? Name { get; init; }

    public Dictionary<string, ComposeService> Services { get; init; } = [];

    public Dictionary<string, object?> Volumes { get; init; } = [];

    public Dictionary<string, ComposeSecret> Secrets { get; init; } = [];

    /// <exception cref="YamlException">It has something in it that is not of the specification, or is there twice.</exception>
    public static ComposeFile Read(string path)
    {
        using var text = File.OpenText(path);
        var plain = new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(text)));
        foreach (var fragment in plain.Keys.Where(key => key.StartsWith(FragmentPrefix, StringComparison.Ordinal)).ToArray())
            plain.Remove(fragment);
        var merged = new SerializerBuilder().DisableAliases().Build().Serialize(plain);
        return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<ComposeFile>(merged);
    }
}

internal sealed class ComposeService
{
    public string Image { get; init; } = "";

    public string? Restart { get; init; }

    public List<string> Command { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];

    public List<string> Volumes { get; init; } = [];

    public List<string> Secrets { get; init; } = [];

    public List<string> Ports { get; init; } = [];

    public List<string> DependsOn { get; init; } = [];

    public ComposeDeployment? Deploy { get; init; }
}

internal sealed class ComposeSecret
{
    public string File { get; init; } = "";
}

internal sealed class ComposeDeployment
{
    public ComposeResources Resources { get; init; } = new();
}

internal sealed class ComposeResources
{
    public ComposeReservations Reservations { get; init; } = new();
}

internal sealed class ComposeReservations
{
    public List<ComposeGpu> Devices { get; init; } = [];
}

internal sealed class ComposeGpu
{
    public string Driver { get; init; } = "";

    public string Count { get; init; } = "";

    public List<string> Capabilities { get; init; } = [];
}
