using System.Diagnostics;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Training;

/// <summary>A training gives way between its steps, and can be broken off within one.</summary>
public sealed class TurnTests : IDisposable
{
    private static readonly ImageSet Images = TestImages.Create(96);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_WithTurns_AwaitsOneBeforeEachStepAndDoesNotCountTheWait()
    {
        var turns = 0;
        var waited = TimeSpan.Zero;
        var clock = Stopwatch.StartNew();
        var result = Fit.Run(Images, new Recipe(), Options("run") with { AwaitTurn = AwaitTurn });

        Assert.Equal(12, turns);
        Assert.InRange(result.Seconds, 0, (clock.Elapsed - waited).TotalSeconds);

        void AwaitTurn(CancellationToken cancellationToken)
        {
            turns++;
            var began = clock.Elapsed;
            // Another's turn takes a while.
            using var other = new ManualResetEventSlim();
            other.Wait(20, CancellationToken.None);
            waited += clock.Elapsed - began;
        }
    }

    [Fact]
    public void Run_CancelledWhileItAwaitsATurn_DoesNoStepMore()
    {
        using var cancellation = new CancellationTokenSource();
        var turns = 0;
        var options = Options("run") with
        {
            AwaitTurn = _ =>
            {
                if (++turns == 3)
                    cancellation.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() => Fit.Run(Images, new Recipe(), options, cancellationToken: cancellation.Token));

        Assert.Equal(2, TrainingHistory.Read(_folder["run"]).Curve.Points[^1].Step);
    }

    // An epoch is six steps on 72 images, and two batches of the 24 that are held back.
    [Theory]
    [InlineData(3, OptimizerKind.AdamW, 0, 2)]
    [InlineData(9, OptimizerKind.Sgd, 0, 8)]
    // Two passes a step: the first of the second step, and the second one.
    [InlineData(3, OptimizerKind.AdamW, 0.05, 1)]
    [InlineData(4, OptimizerKind.AdamW, 0.05, 1)]
    public void Run_CancelledWithinAStep_GoesOnAsIfThatStepHadNotBegun(int atLoss, OptimizerKind optimizer, double sharpness, int stepsDone)
    {
        var whole = Fit.Run(Images, new Recipe(optimizer, sharpness), Options("whole"));

        using var cancellation = new CancellationTokenSource();
        var losses = 0;
        var interrupted = new Recipe(optimizer, sharpness, () =>
        {
            if (++losses == atLoss)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Fit.Run(Images, interrupted, Options("parts"), cancellationToken: cancellation.Token));
        var stoppedAt = TrainingHistory.Read(_folder["parts"]).Curve.Points[^1].Step;
        var resumed = Fit.Run(Images, new Recipe(optimizer, sharpness), Options("parts"));

        Assert.Equal(stepsDone, stoppedAt);
        Assert.Equal(whole.ContentHash, resumed.ContentHash);
        Assert.Equal(whole.FinalLoss, resumed.FinalLoss, 1e-9);
    }

    [Fact]
    public void Run_CancelledWhileAnEpochIsMeasured_EndsThatEpochWhenItGoesOn()
    {
        var whole = Fit.Run(Images, new Recipe(), Options("whole"));

        using var cancellation = new CancellationTokenSource();
        var validations = 0;
        var interrupted = new Recipe(OptimizerKind.AdamW, 0, validates: () =>
        {
            if (++validations == 1)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Fit.Run(Images, interrupted, Options("parts"), cancellationToken: cancellation.Token));
        Assert.Empty(TrainingHistory.Read(_folder["parts"]).Epochs);
        var resumed = Fit.Run(Images, new Recipe(), Options("parts"));

        Assert.Equal(whole.ContentHash, resumed.ContentHash);
        Assert.Equal([1, 2], TrainingHistory.Read(_folder["parts"]).Epochs.Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void History_OfATrainingThatWentOn_HasTheLossFromTheFirstStep()
    {
        using var cancellation = new CancellationTokenSource();
        LossCurve? told = null;
        Assert.Throws<OperationCanceledException>(() => Fit.Run(Images, new Recipe(), Options("run"), new Listener(progress =>
        {
            told = progress.Curve;
            if (progress.Step == 5)
                cancellation.Cancel();
        }), cancellation.Token));
        Assert.Equal(told!.Points, TrainingHistory.Read(_folder["run"]).Curve.Points);
        Fit.Run(Images, new Recipe(), Options("run"));

        var curve = TrainingHistory.Read(_folder["run"]).Curve;
        Assert.Equal(Enumerable.Range(1, 12), curve.Points.Select(point => point.Step));
        Assert.Equal(told.Points, curve.Points.Take(told.Points.Count));
    }

    private FitOptions Options(string folder) => new()
    {
        Device = ComputeDevice.Resolve("cpu", 2),
        CheckpointFolder = _folder[folder],
        CheckpointEverySteps = 1000,
        ReportEverySteps = 1,
    };

    /// <param name="optimizer">The optimizer.</param>
    /// <param name="sharpness">The distance of sharpness-aware minimisation; 0 for none.</param>
    /// <param name="trains">Called between the way of a batch through the network and the way back.</param>
    /// <param name="validates">Called before a batch that is held back goes through the network.</param>
    private sealed class Recipe(OptimizerKind optimizer = OptimizerKind.AdamW, double sharpness = 0, Action? trains = null, Action? validates = null) : IEncoderRecipe
    {
        public string Kind => "normed";

        public IReadOnlyDictionary<string, string> Options { get; } = new Dictionary<string, string>();

        public ImageShape Shape => TestImages.Grey;

        public int Latent => 3;

        public TrainingPlan Plan => new(2, 12, 0.01, 0, 0) { Validation = 0.25, Optimizer = optimizer, Sharpness = sharpness };

        public EncoderModel Build(Random random)
        {
            var model = new Model(trains, validates);
            Initialisation.Draw(model, random);
            return model;
        }
    }

    /// <summary>Has running statistics, which are part of what is to be equal.</summary>
    private sealed class Model : EncoderModel
    {
        private readonly Linear layer = nn.Linear(28 * 28, 3);
        private readonly BatchNorm1d norm = nn.BatchNorm1d(3);
        private readonly Action? _trains;
        private readonly Action? _validates;

        public Model(Action? trains, Action? validates)
            : base(nameof(Model))
        {
            (_trains, _validates) = (trains, validates);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => norm.forward(layer.forward(input.flatten(1)));

        public override void Describe(NetworkGraph graph, int images) => throw new NotSupportedException("It is trained alone.");

        public override Tensor Loss(TrainingBatch batch)
        {
            if (!training)
                _validates?.Invoke();
            var loss = batch.Through([batch.Images], (replica, part, _) => replica.forward(part[0])).sub(1).abs().mean();
            if (training)
                _trains?.Invoke();
            return loss;
        }
    }
}
