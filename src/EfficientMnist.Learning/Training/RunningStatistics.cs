using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>The running statistics of a model, which a pass through the network changes, as they were before a step that is broken off.</summary>
internal sealed class RunningStatistics(nn.Module model) : IDisposable
{
    private readonly (Tensor Value, Tensor Before)[] _buffers =
        [.. model.named_buffers().Select(b => (b.buffer, b.buffer.detach().clone().DetachFromDisposeScope()))];

    public void Keep()
    {
        using var noGrad = no_grad();
        foreach (var (value, before) in _buffers)
            before.copy_(value);
    }

    public void Restore()
    {
        using var noGrad = no_grad();
        foreach (var (value, before) in _buffers)
            value.copy_(before);
    }

    public void Dispose()
    {
        foreach (var (_, before) in _buffers)
            before.Dispose();
    }
}
