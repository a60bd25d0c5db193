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
    private readonly Sharpness? _sharpness;
    private readonly WeightAverage? _average;
    private readonly RunningStatistics _statistics;
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
        _sharpness = plan.Sharpness > 0 ? new Sharpness(model, plan.Sharpness) : null;
        _average = plan.Ema > 0 ? new WeightAverage(model, plan.Ema) : null;
        _statistics = new RunningStatistics(model);
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

    /// <summary>Takes weights, moments and state from <c>latest</c>, where there is one, or from the best epoch, where the plan says so.</summary>
    public TrainingState Resume(int totalSteps)
    {
        if (_checkpoint is null || !File.Exists(_checkpoint.Latest))
            return new TrainingState();
        var path = _checkpoint.Latest;
        var (values, metadata) = Read(path);
        if (Recipe.Plan.ResumesBest && File.Exists(_checkpoint.BestState) && !Checkpoint.StateIn(metadata).IsOver(totalSteps))
        {
            path = _checkpoint.BestState;
            (values, metadata) = Read(path);
        }
        Checkpoint.Import(path, values, Everything());
        _bestHash = metadata.GetValueOrDefault("content_hash");
        return Checkpoint.StateIn(metadata);
    }

    /// <summary>Does a step; the loss and the metrics go to the meter.</summary>
    /// <param name="batch">Gives the step's batch, the same each time.</param>
    /// <param name="shards">The network.</param>
    /// <param name="meter">Adds them up.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="step">Counted from 1.</param>
    /// <param name="cancellationToken">Breaks the step off.</param>
    /// <returns>False where the step was broken off: weights, moments and statistics are then those before it.</returns>
    public bool TryStep(Func<TrainingBatch> batch, Shards shards, LossMeter meter, double learningRate, int step, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return false;
        if (cancellationToken.CanBeCanceled)
            _statistics.Keep();
        try
        {
            TakeGradients(batch, shards, meter, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            shards.Forget();
            _statistics.Restore();
            return false;
        }
        _optimizer.Step(learningRate, step);
        _average?.Update(step);
        return true;
    }

    private void TakeGradients(Func<TrainingBatch> batch, Shards shards, LossMeter meter, CancellationToken cancellationToken)
    {
        var loss = Gradients(out var metrics);
        _sharpness?.Climb(() => Gradients(out _));
        meter.Add(loss, metrics);

        Tensor Gradients(out StepMetrics metrics)
        {
            cancellationToken.ThrowIfCancellationRequested();
            shards.Synchronise();
            var drawn = batch();
            var loss = Model.Loss(drawn);
            // The way back takes twice as long as the way through the network.
            cancellationToken.ThrowIfCancellationRequested();
            loss.backward();
            shards.Backward();
            metrics = drawn.Metrics;
            return loss;
        }
    }

    /// <summary>Losses of the images held back, by the weights that would be kept.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public LossSums Validate(FitData data, Shards shards, CancellationToken cancellationToken)
    {
        using var meter = new LossMeter(Options.Device.Torch);
        void Measure() => shards.Evaluate(() =>
        {
            using var noGrad = no_grad();
            foreach (var batch in data.Validation(shards))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                meter.Add(Model.Loss(batch), batch.Metrics);
                shards.Forget();
            }
        });
        if (_average is null)
            Measure();
        else
            _average.Lend(Measure);
        return meter.Take();
    }

    /// <param name="state">With the sums of the whole epoch.</param>
    /// <param name="ended">The epoch; whether it is kept is found out here.</param>
    public TrainingState EndEpoch(TrainingState state, EpochRecord ended)
    {
        var plan = Recipe.Plan;
        var measured = double.IsNaN(ended.ValidationLoss) ? ended.Loss : ended.ValidationLoss;
        var isBest = measured < state.BestLoss;
        var sinceBest = isBest ? 0 : state.EpochsSinceBest + 1;
        var isKept = isBest || plan.KeepsLast;
        state = state with
        {
            EpochLoss = 0,
            EpochMetrics = TrainingState.None.EpochMetrics,
            LastLoss = ended.Loss,
            BestLoss = Math.Min(measured, state.BestLoss),
            EpochsSinceBest = sinceBest,
            IsStopped = plan.EarlyStopping > 0 && sinceBest >= plan.EarlyStopping,
            History = [.. state.History, ended with { Kept = isKept }],
        };
        if (isKept)
            Keep(state);
        if (isBest && plan.ResumesBest && _checkpoint is not null)
            Checkpoint.Write(_checkpoint.BestState, Checkpoint.Export(Everything()), _identity, state, _bestHash);
        return state;
    }

    private void Keep(TrainingState state)
    {
        var weights = Checkpoint.Export(_average?.Weights ?? Weights());
        _bestHash = Checkpoint.HashOf(weights, Recipe.LatentReading);
        if (_checkpoint is not null)
            Checkpoint.Write(_checkpoint.Best, weights, _identity, state, _bestHash);
    }

    private (IReadOnlyDictionary<string, Safetensors.Entry> Values, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        var (values, metadata) = Safetensors.Read(path);
        return _identity.DifferenceFrom(TrainingIdentity.From(metadata)) is { } difference
            ? throw new InvalidOperationException($"{path} belongs to another training ({difference}). Choose another folder, or delete it to train anew.")
            : (values, metadata);
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
        _statistics.Dispose();
    }
}
