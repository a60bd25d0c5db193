using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>Fits a <see cref="Perceptron"/>, and stops early by the labels held back.</summary>
internal sealed class PerceptronTraining : IDisposable
{
    // Fewer would say next to nothing when a tenth of them is held back.
    private const int LeastToHoldBack = 20;

    private readonly MultilayerPerceptronOptions _options;
    private readonly Tensor _examples;
    private readonly Tensor _labels;
    private readonly int[] _learned;
    private readonly int[] _heldBack;
    private readonly Perceptron _network;
    private readonly optim.Optimizer _optimizer;

    /// <param name="options">How to train.</param>
    /// <param name="examples">Standardised, [n, d].</param>
    /// <param name="labels">A class for each.</param>
    /// <param name="classes">Number of classes.</param>
    public PerceptronTraining(MultilayerPerceptronOptions options, Tensor examples, IReadOnlyList<int> labels, int classes)
    {
        _options = options;
        _examples = examples;
        _labels = tensor([.. labels.Select(label => (long)label)]);
        int[] shuffled = [.. Enumerable.Range(0, labels.Count)];
        SeededRandom.Create(options.Seed, "mlp-split").Shuffle(shuffled);
        var held = labels.Count < LeastToHoldBack ? 0 : (int)Math.Round(options.Validation * labels.Count);
        (_heldBack, _learned) = (shuffled[..held], shuffled[held..]);
        _network = new Perceptron(examples.shape[1], options, classes, SeededRandom.Create(options.Seed, "mlp-weights"));
        _optimizer = optim.AdamW(_network.parameters(), options.LearningRate, beta1: 0.9, beta2: 0.999, weight_decay: options.WeightDecay);
    }

    /// <summary>The weights kept, as <see cref="Perceptron.Export"/> gives them.</summary>
    public IReadOnlyList<FeatureMatrix> Run()
    {
        var (least, bestEpoch, best) = (double.PositiveInfinity, 0, (IReadOnlyList<FeatureMatrix>?)null);
        for (var epoch = 0; epoch < _options.Epochs; epoch++)
        {
            Pass(epoch);
            if (_heldBack.Length == 0)
                continue;
            if (HeldBackLoss() is var loss && loss < least)
                (least, bestEpoch, best) = (loss, epoch, _network.Export());
            else if (epoch - bestEpoch >= _options.Patience)
                break;
        }
        return best ?? _network.Export();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
    }

    private void Pass(int epoch)
    {
        var random = SeededRandom.Create(_options.Seed, "mlp-order", epoch);
        random.Shuffle(_learned);
        foreach (var batch in _learned.Chunk(_options.Batch))
        {
            using var scope = NewDisposeScope();
            var (inputs, targets) = Select(batch);
            var scores = _options.Dropout == 0 ? _network.forward(inputs) : _network.Masked(inputs, Mask(random, batch.Length));
            _optimizer.zero_grad();
            nn.functional.cross_entropy(scores, targets).backward();
            _optimizer.step();
        }
    }

    private double HeldBackLoss()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (inputs, targets) = Select(_heldBack);
        return nn.functional.cross_entropy(_network.forward(inputs), targets).item<float>();
    }

    private (Tensor Inputs, Tensor Targets) Select(int[] rows)
    {
        var indices = tensor([.. rows.Select(row => (long)row)]);
        return (_examples.index_select(0, indices), _labels.index_select(0, indices));
    }

    // What is kept is so much larger that the mean stays.
    private Tensor Mask(Random random, int rows)
    {
        var kept = (float)(1 / (1 - _options.Dropout));
        var mask = new float[rows * _options.Hidden];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = random.NextDouble() < _options.Dropout ? 0 : kept;
        return tensor(mask).view(rows, -1);
    }
}
