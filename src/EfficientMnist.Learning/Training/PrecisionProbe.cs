using System.Diagnostics;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>Decides in which precision to train. Few CPUs gain from bfloat16, so it is measured, not assumed.</summary>
public static class PrecisionProbe
{
    private const int Rounds = 12;

    /// <param name="precision"><c>auto</c> (bfloat16 only where a short measurement shows it faster), <c>float32</c> or <c>bfloat16</c>.</param>
    /// <param name="device">Where the training will run.</param>
    /// <exception cref="ArgumentException">Another name.</exception>
    public static Precision Resolve(string precision, ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return precision switch
        {
            "auto" => Fastest(device),
            "float32" => Precision.Float32,
            "bfloat16" => Precision.BFloat16,
            _ => throw new ArgumentException($"precision must be auto, float32 or bfloat16, not '{precision}'."),
        };
    }

    private static Precision Fastest(ComputeDevice device)
    {
        using var threads = OperatorThreads.Use(device.ThreadsPerShard);
        using var scope = NewDisposeScope();
        using var block = new ResidualBlock(32, 32, 1);
        block.to(device.Torch);
        var (half, single) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        // In turns, and the fastest of each: other work on the machine must not decide, or equal seeds would give other weights.
        for (var round = 0; round < Rounds; round++)
        {
            half = Faster(half, Time(block, ScalarType.BFloat16, device));
            single = Faster(single, Time(block, ScalarType.Float32, device));
        }
        // A tie goes to float32, which is more exact.
        return half < 0.9 * single ? Precision.BFloat16 : Precision.Float32;
    }

    private static TimeSpan Faster(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Time(ResidualBlock block, ScalarType type, ComputeDevice device)
    {
        using var scope = NewDisposeScope();
        var input = ChannelsLast.Of(ones(128, 32, 14, 14, device: device.Torch).to(type)).requires_grad_();
        var start = Stopwatch.GetTimestamp();
        var sum = block.forward(input).to(ScalarType.Float32).sum();
        sum.backward();
        _ = sum.item<float>();
        if (device.Name == "cuda")
            cuda.synchronize();
        return Stopwatch.GetElapsedTime(start);
    }
}
