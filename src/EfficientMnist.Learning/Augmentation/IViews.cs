using static TorchSharp.torch;

namespace EfficientMnist.Learning.Augmentation;

/// <summary>A way to make random views of images: a row of numbers per view is drawn on the host, and applied batched on the device.</summary>
internal interface IViews
{
    /// <summary>Parameters of one view each, float32 [count, columns] on the CPU.</summary>
    Tensor Draw(Random random, long count);

    /// <summary>Images in 0 … 1, float32 [n, C, H, W], and parameters [n, columns] → views of the same shape.</summary>
    Tensor Apply(Tensor images, Tensor parameters);
}
