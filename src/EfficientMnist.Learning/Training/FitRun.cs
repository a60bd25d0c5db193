using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>What one training works on, and its checkpoints.</summary>
internal sealed class FitRun
{
    private readonly Checkpoint? _checkpoint;
    private readonly TrainingIdentity _identity;
    private string? _bestHash;

    public FitRun(IEncoderRecipe recipe, EncoderModel model, AdamW optimizer, FitOptions options, TrainingIdentity identity)
    {
        (Recipe, Model, Optimizer, Options, _identity) = (recipe, model, optimizer, options, identity);
        _checkpoint = options.CheckpointFolder is null ? null : new Checkpoint(options.CheckpointFolder);
    }

    public IEncoderRecipe Recipe { get; }

    public EncoderModel Model { get; }

    public AdamW Optimizer { get; }

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

    public TrainingState EndEpoch(TrainingState state, int stepsPerEpoch)
    {
        var mean = state.EpochLoss / stepsPerEpoch;
        state = state with { EpochLoss = 0, LastLoss = mean };
        if (mean >= state.BestLoss)
            return state;
        state = state with { BestLoss = mean };
        var weights = Checkpoint.Export(Weights());
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

    private IEnumerable<(string Name, Tensor Value)> Everything() => Weights().Concat(Optimizer.State);
}
