namespace EfficientMnist.Contracts.Topology;

/// <summary>The names by which services find each other: resource names in the AppHost, keys of service discovery.</summary>
public static class ServiceNames
{
    public const string DatasetStore = "dataset-store";
    public const string LabelOracle = "label-oracle";
    public const string EncoderTrainer = "encoder-trainer";
    public const string Classifier = "classifier";
    public const string Web = "web";

    /// <summary>The four services that speak gRPC.</summary>
    public static IReadOnlyList<string> Grpc { get; } = [DatasetStore, LabelOracle, EncoderTrainer, Classifier];
}
