using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>Images on their way to a device.</summary>
internal static class Pixels
{
    /// <summary>Bytes → uint8 [count, C, H, W] on the device.</summary>
    public static Tensor ToDevice(ReadOnlySpan<byte> pixels, int count, ImageShape shape, ComputeDevice device) =>
        tensor(pixels.ToArray()).view(count, shape.Channels, shape.Height, shape.Width).to(device.Torch);

    /// <summary>Bytes 0 … 255 → float32 0 … 1.</summary>
    public static Tensor Scale(Tensor bytes) => bytes.to(ScalarType.Float32).mul_(1f / 255);
}
