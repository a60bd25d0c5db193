using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Propagation;
using EfficientMnist.Learning.Strategies;

namespace Benchmarks.Learning;

/// <summary>
/// V-optimality in batches of 10 against margin in batches of 50, seed by seed: accuracy without students on training images
/// held back.
/// </summary>
internal sealed class StrategiesBenchmark(IReadOnlyList<int> seeds) : IBenchmark
{
    private static readonly (IQueryStrategy Strategy, int Batch)[] Compared = [(new MarginStrategy(), 50), (new VOptimalStrategy(), 10)];

    public string Name => "strategies";

    public string Title => $"accuracy by what is bought, on 8,000 training images of Fashion-MNIST held back, {string.Join(" and ", HeldBack.Points)} labels, seeds {string.Join(", ", seeds)}";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var data = await HeldBack.LoadAsync();
        foreach (var choice in data.Views.Where(view => view is ViewChoice.WithoutEncoder or ViewChoice.Standard || ViewChoice.Of(view).Count == 3))
        {
            var pool = ImagePool.Of(choice, data.Pool, data.PoolLatents).WithTest(data.Images, data.Latents);
            pool.FindNeighbours(new NeighbourhoodOptions());
            List<double[][]> measured = [];
            foreach (var (strategy, batch) in Compared)
            {
                var clock = Stopwatch.StartNew();
                double[][] ofSeeds = [.. seeds.Select(seed => data.Learn(pool, strategy, batch, seed).Accuracies)];
                measured.Add(ofSeeds);
                var accuracies = Each(point => Figures.Spread([.. ofSeeds.Select(seed => seed[point])]));
                yield return string.Create(CultureInfo.InvariantCulture, $"{choice,-28} {strategy.Name,-10} batches of {batch}   {accuracies}   {clock.Elapsed.TotalSeconds / seeds.Count:0.0} s a run");
            }
            yield return $"{choice,-28} {"gain",-24} {Each(point => Figures.Gain([.. measured[0].Select(seed => seed[point])], [.. measured[1].Select(seed => seed[point])]))}";
        }
    }

    private static string Each(Func<int, string> ofPoint) => string.Join("   ", Enumerable.Range(0, HeldBack.Points.Count).Select(ofPoint));
}
