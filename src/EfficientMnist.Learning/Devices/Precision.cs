namespace EfficientMnist.Learning.Devices;

/// <summary>In what a network computes. Weights, statistics and losses are kept in float32 either way.</summary>
public enum Precision
{
    Float32,
    BFloat16,
}
