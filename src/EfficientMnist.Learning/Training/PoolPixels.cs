using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>The images that batches are drawn from: all of them on a GPU; for the processor where they are, which may be a file.</summary>
internal sealed class PoolPixels(ImageSet images, ComputeDevice device)
{
    private readonly Tensor? _onDevice = device.IsGpu ? Pixels.ToDevice(images.Pixels.Span, images.Count, images.Shape, device) : null;

    /// <summary>Images by number, in 0 … 1, float32 [n, C, H, W] on the device.</summary>
    public Tensor Select(long[] indices)
    {
        if (_onDevice is not null)
            return Pixels.Scale(_onDevice.index_select(0, tensor(indices).to(_onDevice.device)));
        var selected = images.Select([.. indices.Select(index => (int)index)]);
        return Pixels.Scale(Pixels.ToDevice(selected.Pixels.Span, selected.Count, selected.Shape, device));
    }
}
