using System.Globalization;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Propagation;
using EfficientMnist.Learning.Strategies;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;

namespace Benchmarks.Learning;

/// <summary>
/// What students are worth by how they are taught, on the same bought labels: 500 of a pool of 50,000, chosen by V-optimality,
/// judged on 10,000 training images held back.
/// </summary>
/// <param name="seeds">One set of labels is bought by each.</param>
/// <param name="names">Ways of teaching to compare (<see cref="Lesson"/>); all where there are none.</param>
internal sealed class StudentsBenchmark(IReadOnlyList<int> seeds, IReadOnlyList<string> names) : IBenchmark
{
    private const int PoolSize = 50_000;
    private const int JudgedBy = 10_000;
    private const int Labels = 500;
    private const int Batch = 10;

    private readonly ComputeDevice _device = ComputeDevice.Resolve("cpu");

    public string Name => "students";

    public string Title => $"accuracy by how students are taught, {Labels} labels, on {JudgedBy:N0} training images of Fashion-MNIST held back, seeds {string.Join(", ", seeds)}";

    /// <summary>The lessons compared.</summary>
    public static IReadOnlyList<Lesson> All { get; } =
    [
        new("half", Epochs: 6) { At = [Labels / 2], Generations = 2 },
        new("twice", Epochs: 8) { Generations = 2 },
        new("once", Epochs: 16),
        new("once-unflipped", Epochs: 16) { Change = options => options with { Flip = 0, FlipAverage = false } },
        new("long", Epochs: 40),
        new("long-unflipped", Epochs: 40) { Change = options => options with { Flip = 0, FlipAverage = false } },
        new("long-mixed", Epochs: 40) { Change = options => options with { Mixup = 0.3 } },
        new("long-strong", Epochs: 40) { Change = options => options with { Strong = 1 } },
        new("long-random", Epochs: 40) { FromEncoder = false },
    ];

    public async IAsyncEnumerable<string> RunAsync()
    {
        var data = await HeldBack.LoadAsync(PoolSize, JudgedBy);
        if (data.Encoder is null)
        {
            yield return "no contrastive encoder of this data set is trained here (./eml run trains one): students begin with one";
            yield break;
        }
        var pool = ImagePool.Of(ViewChoice.Standard, data.Pool, data.PoolLatents).WithTest(data.Images, data.Latents);
        pool.FindNeighbours(new NeighbourhoodOptions());
        foreach (var seed in seeds)
        {
            var (bought, accuracies) = data.Learn(pool, new VOptimalStrategy(), Batch, seed);
            yield return string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {ViewChoice.Standard}, propagation, no student: {100 * accuracies[^1]:0.00} %");
            foreach (var lesson in All.Where(lesson => names.Count == 0 || names.Contains(lesson.Name)))
            {
                var before = Environment.CpuUsage.TotalTime;
                var learner = new ActiveLearner(pool, lesson.Apply(new ActiveLearnerOptions { Classes = HeldBack.Classes, Labels = Labels, Strategy = new VOptimalStrategy(), RoundSize = Batch, Seed = seed }));
                var taught = 0;
                foreach (var until in lesson.At.Append(Labels))
                {
                    learner.Teach([.. bought.Take(until).Skip(taught)]);
                    learner.Assess();
                    taught = until;
                    while (learner.DueStudent is { } generation)
                    {
                        learner.Adopt(Train(data, learner, lesson, seed));
                        yield return string.Create(CultureInfo.InvariantCulture, $"   {lesson.Name,-18} generation {generation}: student {100 * data.AccuracyOf(learner.Student!.Test.Probabilities.ArgMax()):0.00}, together {100 * data.AccuracyOf(learner.PredictTest()):0.00} %, {(Environment.CpuUsage.TotalTime - before).TotalSeconds:0} s of processors");
                    }
                }
            }
        }
    }

    private Student Train(HeldBack data, ActiveLearner learner, Lesson lesson, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("eml-student-").FullName;
        var labels = learner.State.Labels;
        var teaching = new TeachingSet(learner.SoftTargets(), [.. labels.Select(l => l.Id)], [.. labels.Select(l => l.Label)]);
        var begin = learner.Student is { } before ? before.Id : lesson.FromEncoder ? data.Encoder : null;
        var recipe = new StudentRecipe(lesson.Options, data.Pool.Shape, teaching, begin is null ? null : EncoderWeights.Load(begin));
        Fit.Run(data.Pool, recipe, new FitOptions { Seed = seed, Device = _device, Precision = PrecisionProbe.Resolve("auto", _device), CheckpointFolder = folder });
        using var encoder = TrainedEncoder.Load(folder, _device);
        return Student.Of(folder, encoder.Encode(data.Pool), encoder.Encode(data.Images), HeldBack.Classes);
    }

    /// <summary>A way of teaching.</summary>
    /// <param name="Name">By which it is chosen.</param>
    /// <param name="Epochs">Of each student.</param>
    internal sealed record Lesson(string Name, int Epochs)
    {
        /// <summary>Numbers of labels after which a student is taught on the way.</summary>
        public IReadOnlyList<int> At { get; init; } = [];

        /// <summary>Students at the end, each of which goes on from the one before.</summary>
        public int Generations { get; init; } = 1;

        /// <summary>Whether the first one begins with the encoder's weights; with random ones otherwise.</summary>
        public bool FromEncoder { get; init; } = true;

        /// <summary>What differs from the options that runs have.</summary>
        public Func<StudentOptions, StudentOptions> Change { get; init; } = options => options;

        public StudentOptions Options
        {
            get
            {
                var standard = new StudentOptions();
                return Change(standard with { Training = standard.Training with { Epochs = Epochs } });
            }
        }

        public ActiveLearnerOptions Apply(ActiveLearnerOptions options) => options with { StudentsAt = At, StudentGenerations = Generations };
    }
}
