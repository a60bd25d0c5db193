using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Training;

public sealed class StepMetricsTests
{
    [Fact]
    public void Run_OfAModelThatMeasures_ReportsMeansByName()
    {
        var reports = new List<TrainingProgress>();
        var options = new FitOptions { Device = ComputeDevice.Resolve("cpu", 2), ReportEverySteps = 2 };
        Fit.Run(TestImages.Create(80), new Recipe(), options, new Listener(reports.Add));

        // Five steps an epoch: reports of the first one and at 2, 4 and 5.
        Assert.Equal([1, 2, 4, 5], reports.Take(4).Select(r => r.Step));
        Assert.All(reports, r => Assert.Equal(["half", "twice"], r.Metrics.Keys));
        Assert.All(reports, r => Assert.Equal(2 * r.Loss, r.Metrics["twice"], 1e-5));
        var epochs = reports.Select(r => r.Ended).OfType<EpochRecord>().ToArray();
        Assert.Equal(2, epochs.Length);
        Assert.All(epochs, e => Assert.Equal((2 * e.Loss, e.Loss / 2), (e.Metrics["twice"], e.Metrics["half"]), (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-5));
        Assert.All(epochs, e => Assert.Equal(2 * e.ValidationLoss, e.ValidationMetrics["twice"], 1e-5));
    }

    [Fact]
    public void Add_OfMoreThanOneNumber_SaysSo()
    {
        using var scope = NewDisposeScope();
        Assert.StartsWith("The metric kl has 3 values; it is to be one number a batch.", Assert.Throws<ArgumentException>(() => new StepMetrics().Add("kl", zeros(3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OfANameTwice_Fails()
    {
        using var scope = NewDisposeScope();
        var metrics = new StepMetrics();
        metrics.Add("kl", zeros(1));
        Assert.Throws<ArgumentException>(() => metrics.Add("kl", zeros(1)));
    }

    private sealed class Recipe : IEncoderRecipe
    {
        public string Kind => "measuring";

        public IReadOnlyDictionary<string, string> Options { get; } = new Dictionary<string, string>();

        public ImageShape Shape => TestImages.Grey;

        public int Latent => 3;

        public TrainingPlan Plan => new(2, 12, 0.01, 0, 0) { Validation = 0.25 };

        public EncoderModel Build(Random random) => new Model();
    }

    private sealed class Model : EncoderModel
    {
        private readonly Linear layer = nn.Linear(28 * 28, 3);

        public Model()
            : base(nameof(Model)) => RegisterComponents();

        public override Tensor forward(Tensor input) => layer.forward(input.flatten(1));

        public override void Describe(NetworkGraph graph, int images) => throw new NotSupportedException("It is trained alone.");

        public override Tensor Loss(TrainingBatch batch)
        {
            var loss = batch.Through([batch.Images], (replica, part, _) => replica.forward(part[0])).pow(2).mean();
            batch.Metrics.Add("twice", 2 * loss);
            batch.Metrics.Add("half", loss / 2);
            return loss;
        }
    }
}
