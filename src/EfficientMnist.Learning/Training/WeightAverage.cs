using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>
/// The exponential moving average of a model's weights and running statistics (Tarvainen and Valpola, 2017,
/// arXiv 1703.01780): a ← d·a + (1 − d)·w after each step, with d = min(decay, (1 + step) / (10 + step)), so that a short
/// training does not keep its beginning.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly (string Name, Tensor Value, Tensor Average)[] _averaged;
    private readonly (string Name, Tensor Value)[] _counters;
    private readonly double _decay;

    public WeightAverage(nn.Module model, double decay)
    {
        _decay = decay;
        using var noGrad = no_grad();
        var weights = Checkpoint.Weights(model).Select(w => (Name: w.Key, w.Value)).ToArray();
        _averaged = [.. weights.Where(w => w.Value.is_floating_point()).Select(w => (w.Name, w.Value, w.Value.detach().clone().DetachFromDisposeScope()))];
        _counters = [.. weights.Where(w => !w.Value.is_floating_point())];
    }

    /// <summary>The averages under the model's names; whole numbers, of which there is no average, are the model's.</summary>
    public IEnumerable<(string Name, Tensor Value)> Weights => _averaged.Select(a => (a.Name, a.Average)).Concat(_counters);

    /// <summary>The averages by name, for a checkpoint.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => _averaged.Select(a => ($"ema.{a.Name}", a.Average));

    /// <param name="step">Counted from 1.</param>
    public void Update(int step)
    {
        using var noGrad = no_grad();
        var decay = Math.Min(_decay, (1.0 + step) / (10 + step));
        foreach (var (_, value, average) in _averaged)
        {
            using var scope = NewDisposeScope();
            average.lerp_(value, 1 - decay);
        }
    }

    /// <summary>Runs <paramref name="work"/> with the averages in the model, whose own weights are then back to the bit.</summary>
    public void Lend(Action work)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var own = _averaged.Select(a => a.Value.detach().clone()).ToArray();
        foreach (var (_, value, average) in _averaged)
            value.copy_(average);
        try
        {
            work();
        }
        finally
        {
            for (var i = 0; i < own.Length; i++)
                _averaged[i].Value.copy_(own[i]);
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, average) in _averaged)
            average.Dispose();
    }
}
