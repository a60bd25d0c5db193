using System.Text.Json;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Strategies;

namespace Benchmarks.Learning;

/// <summary>
/// A pool of some of Fashion-MNIST's training images, and others of them to judge by: what is chosen by these figures is chosen
/// without a look at the test set.
/// </summary>
internal sealed class HeldBack
{
    private const string Dataset = "fashion-mnist";
    private const int PoolSize = 16_000;
    /// <summary>Images held back unless said otherwise.</summary>
    public const int JudgedBy = 30_000;

    /// <summary>Of the data set.</summary>
    public const int Classes = 10;

    private readonly int[] _poolLabels;
    private readonly int[] _labels;

    private HeldBack(ImageSet images, int[] labels, (string? Folder, FeatureMatrix? Latents) encoder, int poolSize, int judgedBy)
    {
        int[] ids = [.. Enumerable.Range(0, images.Count)];
        SeededRandom.Create(0, "held back").Shuffle(ids);
        var (pool, judged) = (ids[..poolSize], ids[poolSize..(poolSize + judgedBy)]);
        (Pool, Images) = (images.Select(pool), images.Select(judged));
        (Encoder, PoolLatents, Latents) = (encoder.Folder, encoder.Latents?.Select(pool), encoder.Latents?.Select(judged));
        _poolLabels = [.. pool.Select(id => labels[id])];
        _labels = [.. judged.Select(id => labels[id])];
    }

    /// <summary>Numbers of labels after which the accuracy is measured.</summary>
    public static IReadOnlyList<int> Points { get; } = [300, 500];

    public ImageSet Pool { get; }

    public ImageSet Images { get; }

    /// <summary>Checkpoints of a contrastive encoder that the system has trained; null where there is none.</summary>
    public string? Encoder { get; }

    /// <summary>Latents of the pool by that encoder.</summary>
    public FeatureMatrix? PoolLatents { get; }

    /// <summary>Latents of the images held back; null without an encoder.</summary>
    public FeatureMatrix? Latents { get; }

    /// <summary>What there is to be seen: all views but the latents where no encoder is trained.</summary>
    public IEnumerable<string> Views => ViewChoice.All.Where(choice => PoolLatents is not null || !ViewChoice.NeedsLatents(choice));

    /// <param name="pool">Images to choose among.</param>
    /// <param name="judgedBy">Images held back.</param>
    public static async Task<HeldBack> LoadAsync(int pool = PoolSize, int judgedBy = JudgedBy)
    {
        var catalog = new DatasetCatalog(new DatasetOptions());
        var images = await catalog.LoadImagesAsync(Dataset, DatasetSplit.Train);
        return new HeldBack(images, await catalog.LoadLabelsAsync(Dataset, DatasetSplit.Train), Encode(images), pool, judgedBy);
    }

    /// <summary>A learner of this seed, taught all it asks for.</summary>
    /// <returns>The images bought, in order, and the share of those held back that it is right about after each of <see cref="Points"/>, with propagation.</returns>
    public (IReadOnlyList<BoughtLabel> Bought, double[] Accuracies) Learn(ImagePool pool, IQueryStrategy strategy, int batch, int seed)
    {
        var learner = new ActiveLearner(pool, new ActiveLearnerOptions { Classes = Classes, Labels = Points[^1], Milestones = Points, Strategy = strategy, RoundSize = batch, Seed = seed });
        List<double> accuracies = [];
        while (!learner.HasStopped)
        {
            learner.Teach([.. learner.Query().Ids.Select(id => new BoughtLabel(id, _poolLabels[id]))]);
            if (Points.Contains(learner.State.Bought))
                accuracies.Add(AccuracyOf(learner.PredictTest()));
        }
        return (learner.State.Labels, [.. accuracies]);
    }

    /// <summary>The share of the images held back whose predicted classes, one each, are right.</summary>
    public double AccuracyOf(IReadOnlyList<int> predicted) => Accuracy.Of([.. predicted], _labels);

    /// <summary>The share of those held back that the kernel alone is right about, without propagation, after each of <see cref="Points"/>.</summary>
    public double[] KernelAlone(ImagePool pool, IReadOnlyList<BoughtLabel> bought) =>
    [
        .. Points.Select(count =>
        {
            BoughtLabel[] labels = [.. bought.Take(count)];
            var rows = pool.Views.Pool.Select([.. labels.Select(l => l.Id)]);
            return AccuracyOf(new KernelRidge(new KernelRidgeOptions()).Fit(rows, [.. labels.Select(l => l.Label)], Classes).Scores(pool.Test).ArgMax());
        }),
    ];

    // The encoder has seen all training images, and no label.
    private static (string? Folder, FeatureMatrix? Latents) Encode(ImageSet images)
    {
        var folder = Path.Combine(StateFolder.Resolve(Environment.GetEnvironmentVariable("Storage__Root")), "encoders");
        if (!Directory.Exists(folder))
            return default;
        var trained = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).FirstOrDefault(IsTrained);
        if (trained is null)
            return default;
        var checkpoints = Path.Combine(trained, "checkpoints");
        using var encoder = TrainedEncoder.Load(checkpoints, ComputeDevice.Resolve("cpu"));
        return (checkpoints, encoder.Encode(images));
    }

    private static bool IsTrained(string folder)
    {
        var file = Path.Combine(folder, "training.json");
        if (!File.Exists(file))
            return false;
        using var record = JsonDocument.Parse(File.ReadAllBytes(file));
        string? Text(string name) => record.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
        return (Text("dataset"), Text("kind"), Text("state")) == (Dataset, "contrastive", "Completed");
    }
}
