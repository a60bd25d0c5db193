using System.Globalization;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Propagation;
using EfficientMnist.Learning.Strategies;

namespace Benchmarks.Learning;

/// <summary>
/// V-optimality in batches of 10 against random images, and against margin in batches of 50 and of 10, seed by seed: accuracy
/// without students on training images held back, of the kernel alone and with propagation.
/// </summary>
internal sealed class StrategiesBenchmark(IReadOnlyList<int> seeds) : IBenchmark
{
    private static readonly (IQueryStrategy Strategy, int Batch)[] Compared = [(new RandomStrategy(), 50), (new MarginStrategy(), 50), (new MarginStrategy(), 10), (new VOptimalStrategy(), 10)];

    public string Name => "strategies";

    public string Title => $"accuracy by what is bought, on {HeldBack.JudgedBy:N0} training images of Fashion-MNIST held back, {string.Join(" and ", HeldBack.Points)} labels, seeds {string.Join(", ", seeds)}";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var data = await HeldBack.LoadAsync();
        foreach (var choice in data.Views.Where(view => view is ViewChoice.WithoutEncoder or ViewChoice.Standard))
        {
            var pool = ImagePool.Of(choice, data.Pool, data.PoolLatents).WithTest(data.Images, data.Latents);
            pool.FindNeighbours(new NeighbourhoodOptions());
            yield return $"{choice,-30} kernel alone                      with propagation";
            List<double[][]> alone = [];
            List<double[][]> smoothed = [];
            foreach (var (strategy, batch) in Compared)
            {
                var before = Environment.CpuUsage.TotalTime;
                var learned = seeds.Select(seed => data.Learn(pool, strategy, batch, seed)).ToArray();
                var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds / seeds.Count;
                alone.Add([.. learned.Select(run => data.KernelAlone(pool, run.Bought))]);
                smoothed.Add([.. learned.Select(run => run.Accuracies)]);
                yield return string.Create(CultureInfo.InvariantCulture, $"{strategy.Name,-10} batches of {batch,2}      {Spread(alone[^1])}     {Spread(smoothed[^1])}     {seconds:0.0} s of processors a run");
            }
            foreach (var (other, (strategy, batch)) in Compared.SkipLast(1).Index())
                yield return string.Create(CultureInfo.InvariantCulture, $"gain on {strategy.Name,-7} by {batch,2} ± error   {Gain(alone[other], alone[^1])}     {Gain(smoothed[other], smoothed[^1])}");
        }
    }

    private static string Spread(double[][] ofSeeds) => Figures.Each(point => Figures.Spread([.. ofSeeds.Select(seed => seed[point])]));

    private static string Gain(double[][] before, double[][] after) =>
        Figures.Each(point => Figures.Gain([.. before.Select(seed => seed[point])], [.. after.Select(seed => seed[point])]));
}
