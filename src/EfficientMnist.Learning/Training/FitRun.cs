using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>What one training works on, and its checkpoints.</summary>
internal sealed class FitRun : IDisposable
{
    private readonly Checkpoint? _checkpoint;
    private readonly TrainingIdentity _identity;
    private readonly IOptimizer _optimizer;
    private readonly WeightAverage? _average;
    private string? _bestHash;

    public FitRun(IEncoderRecipe recipe, EncoderModel model, FitOptions options, TrainingIdentity identity)
    {
        (Recipe, Model, Options, _identity) = (recipe, model, options, identity);
        var plan = recipe.Plan;
        _optimizer = plan.Optimizer switch
        {
            OptimizerKind.AdamW => new Adam(model, plan.WeightDecay, decoupled: true),
            OptimizerKind.Adam => new Adam(model, plan.WeightDecay, decoupled: false),
            OptimizerKind.Sgd => new Sgd(model, plan.WeightDecay, plan.Momentum),
            _ => throw new ArgumentException($"There is no optimizer {plan.Optimizer}."),
        };
        _average = plan.Ema > 0 ? new WeightAverage(model, plan.Ema) : null;
        _checkpoint = options.CheckpointFolder is null ? null : new Checkpoint(options.CheckpointFolder);
    }

    public IEncoderRecipe Recipe { get; }

    public EncoderModel Model { get; }

    public FitOptions Options { get; }

    public Shards Shards()
    {
        // The replicas' own weights do not matter: they are given the model's before each step.
        var copies = Enumerable.Range(1, Options.Device.Shards - 1).Select(_ => Recipe.Build(SeededRandom.Create(Options.Seed, "replica")));
        EncoderModel[] replicas = [Model, .. copies];
        foreach (var replica in replicas.Skip(1))
        {
            replica.to(Options.Device.Torch);
            replica.train();
        }
        return new Shards(replicas, Options.Device.ThreadsPerShard, Options.Precision);
    }

    /// <summary>Takes weights, moments and state from <c>latest</c>, where there is one.</summary>
    public TrainingState Resume()
    {
        if (_checkpoint is null || !File.Exists(_checkpoint.Latest))
            return new TrainingState();
        var (values, metadata) = Safetensors.Read(_checkpoint.Latest);
        if (_identity.DifferenceFrom(TrainingIdentity.From(metadata)) is { } difference)
            throw new InvalidOperationException($"{_checkpoint.Latest} belongs to another training ({difference}). Choose another folder, or delete it to train anew.");
        Checkpoint.Import(_checkpoint.Latest, values, Everything());
        _bestHash = metadata.GetValueOrDefault("content_hash");
        return Checkpoint.StateIn(metadata);
    }

    /// <param name="learningRate">This step's.</param>
    /// <param name="step">Counted from 1.</param>
    public void Update(double learningRate, int step)
    {
        _optimizer.Step(learningRate, step);
        _average?.Update(step);
    }

    public TrainingState EndEpoch(TrainingState state, int stepsPerEpoch)
    {
        var mean = state.EpochLoss / stepsPerEpoch;
        state = state with { EpochLoss = 0, LastLoss = mean };
        if (mean >= state.BestLoss && !Recipe.Plan.KeepsLast)
            return state;
        state = state with { BestLoss = Math.Min(mean, state.BestLoss) };
        var weights = Checkpoint.Export(_average?.Weights ?? Weights());
        _bestHash = Checkpoint.HashOf(weights);
        if (_checkpoint is not null)
            Checkpoint.Write(_checkpoint.Best, weights, _identity, state, _bestHash);
        return state;
    }

    public void WriteLatest(TrainingState state)
    {
        if (_checkpoint is not null)
            Checkpoint.Write(_checkpoint.Latest, Checkpoint.Export(Everything()), _identity, state, _bestHash);
    }

    /// <summary>Content hash of the weights kept as <c>best</c>.</summary>
    public string BestHash() => _bestHash ?? throw new InvalidOperationException("No epoch has ended yet.");

    private IEnumerable<(string Name, Tensor Value)> Weights() => Checkpoint.Weights(Model).Select(w => (w.Key, w.Value));

    private IEnumerable<(string Name, Tensor Value)> Everything() => Weights().Concat(_optimizer.State).Concat(_average?.State ?? []);

    public void Dispose()
    {
        _optimizer.Dispose();
        _average?.Dispose();
    }
}
