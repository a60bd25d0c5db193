namespace EfficientMnist.Learning.Native;

/// <summary>What a norm does with each channel: <c>Scale · x + Shift</c>, from its weights and the mean and variance of the maps.</summary>
internal sealed class NormScaling
{
    public NormScaling(float[] weight, float[] bias, float[] mean, float[] variance, double epsilon)
    {
        Mean = mean;
        Inverse = [.. variance.Select(v => (float)(1 / Math.Sqrt(v + epsilon)))];
        Scale = [.. weight.Zip(Inverse, (w, inverse) => w * inverse)];
        Shift = [.. bias.Select((b, c) => b - Scale[c] * mean[c])];
    }

    public float[] Mean { get; }

    /// <summary>One over the standard deviation.</summary>
    public float[] Inverse { get; }

    public float[] Scale { get; }

    public float[] Shift { get; }
}
