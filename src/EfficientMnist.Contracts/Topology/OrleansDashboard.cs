namespace EfficientMnist.Contracts.Topology;

/// <summary>Where the Orleans dashboards of trainer and classifier are.</summary>
public static class OrleansDashboard
{
    /// <summary>The setting that asks for them.</summary>
    public const string Key = "Dashboard:Orleans";

    /// <summary>The address of a service's own; on the web page the name of the service follows.</summary>
    public const string Path = "/orleans";

    /// <summary>The services that have one.</summary>
    public static IReadOnlyList<string> Services { get; } = [ServiceNames.Classifier, ServiceNames.EncoderTrainer];
}
