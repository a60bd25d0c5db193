using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace Benchmarks.Learning;

/// <summary>
/// What each view of an image is worth, alone and joined: the accuracy of the kernel alone, without propagation and students,
/// on training images held back. All views learn from the same labels, bought by margin with all views.
/// </summary>
internal sealed class ViewsBenchmark(IReadOnlyList<int> seeds) : IBenchmark
{
    private const int Batch = 50;
    private const int Classes = 10;

    public string Name => "views";

    public string Title => $"accuracy of the kernel by what it sees, on 8,000 training images of Fashion-MNIST held back, {string.Join(" and ", HeldBack.Points)} labels, seeds {string.Join(", ", seeds)}";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var data = await HeldBack.LoadAsync();
        if (data.PoolLatents is null)
            yield return "latents are left out: no contrastive encoder of this data set is trained here (./eml run trains one)";
        string[] choices = [.. data.Views];
        // The last choice holds all views there are.
        var all = ImagePool.Of(choices[^1], data.Pool, data.PoolLatents).WithTest(data.Images, data.Latents);
        var bought = seeds.Select(seed => data.Learn(all, new MarginStrategy(), Batch, seed).Bought).ToArray();
        foreach (var choice in choices)
        {
            var pool = ImagePool.Of(choice, data.Pool, data.PoolLatents).WithTest(data.Images, data.Latents);
            var accuracies = HeldBack.Points.Select(labels => Figures.Spread([.. bought.Select(set => Judge(data, pool, [.. set.Take(labels)]))]));
            yield return $"{choice,-28} {string.Join("   ", accuracies)}";
        }
    }

    private static double Judge(HeldBack data, ImagePool pool, BoughtLabel[] labels)
    {
        FeatureMatrix rows = pool.Views.Pool.Select([.. labels.Select(l => l.Id)]);
        return data.AccuracyOf(new KernelRidge(new KernelRidgeOptions()).Fit(rows, [.. labels.Select(l => l.Label)], Classes).Scores(pool.Test).ArgMax());
    }
}
