using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;

namespace EfficientMnist.EncoderTrainer.TensorBoard;

/// <summary>What a training's pictures are drawn from: the pool, and the encoder as it was kept last.</summary>
internal sealed record BoardSource(ImageSet Images, string CheckpointFolder, ComputeDevice Device)
{
    public TrainedEncoder Load() => TrainedEncoder.Load(CheckpointFolder, Device);

    /// <summary>So many images, evenly spread over the pool, by number.</summary>
    public int[] Spread(int count)
    {
        count = Math.Min(count, Images.Count);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * Images.Count / count))];
    }
}
