using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>Adds up the loss and the metrics of steps on the device; the host waits for it only when they are read.</summary>
internal sealed class LossMeter(Device device) : IDisposable
{
    private readonly SortedDictionary<string, Tensor> _metrics = new(StringComparer.Ordinal);
    private readonly Tensor _loss = zeros(1, device: device).DetachFromDisposeScope();
    private int _steps;

    public void Add(Tensor loss, StepMetrics metrics)
    {
        using var noGrad = no_grad();
        _steps++;
        _loss.add_(loss.detach());
        foreach (var (name, value) in metrics.Values)
        {
            if (!_metrics.TryGetValue(name, out var sum))
                _metrics.Add(name, sum = zeros(1, device: device).DetachFromDisposeScope());
            sum.add_(value);
        }
    }

    /// <summary>The sums since the last time. A step that did not measure a metric counts as 0 of it.</summary>
    public LossSums Take()
    {
        using var noGrad = no_grad();
        var sums = new LossSums
        {
            Steps = _steps,
            Loss = _loss.item<float>(),
            Metrics = new SortedDictionary<string, double>(_metrics.ToDictionary(m => m.Key, m => (double)m.Value.item<float>()), StringComparer.Ordinal),
        };
        _steps = 0;
        _loss.zero_();
        foreach (var sum in _metrics.Values)
            sum.zero_();
        return sums;
    }

    public void Dispose()
    {
        _loss.Dispose();
        foreach (var sum in _metrics.Values)
            sum.Dispose();
    }
}
