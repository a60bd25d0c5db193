using System.Globalization;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Propagation;
using EfficientMnist.Learning.Strategies;

namespace Benchmarks.Learning;

/// <summary>
/// What strategies make of pools as people have them (<see cref="OddPool"/>): how many labels it takes until each class has one,
/// and the mean of the classes' recalls on training images held back. Histograms and patches, no encoder, no student.
/// </summary>
internal sealed class PoolsBenchmark(IReadOnlyList<int> seeds, IReadOnlyList<string> only) : IBenchmark
{
    private const int Labels = 300;

    private static readonly IQueryStrategy[] Compared = [new RandomStrategy(), new MarginStrategy(), new VOptimalStrategy()];

    public string Name => "pools";

    public string Title => $"recall by strategy on pools of {OddPool.Size:N0} images of Fashion-MNIST, and of 1,500 of CIFAR-10, {Labels} labels, seeds {string.Join(", ", seeds)}";

    public async IAsyncEnumerable<string> RunAsync()
    {
        yield return $"{"",-24} every class has a label after   recall at {Labels / 3}       recall at {Labels}       labels spent on what tells nothing";
        await foreach (var odd in OddPool.AllAsync(only))
        {
            var pool = ImagePool.Of(ViewChoice.WithoutEncoder, odd.Images, latents: null).WithTest(odd.Judged);
            pool.FindNeighbours(new NeighbourhoodOptions());
            foreach (var strategy in Compared)
            {
                var learned = seeds.Select(seed => Learn(odd, pool, strategy, seed)).ToArray();
                double[] Of(Func<Outcome, double> value) => [.. learned.Select(value)];
                yield return $"{odd.Name,-10} {strategy.Name,-13} {Whole(Of(run => run.ComesAfter)),-30} {Figures.Spread(Of(run => run.Early)),-19} {Figures.Spread(Of(run => run.Late)),-19} {Whole(Of(run => run.Wasted))}";
            }
        }
    }

    private static string Whole(double[] values) => string.Create(CultureInfo.InvariantCulture, $"{values.Average():0} ({values.Min():0} to {values.Max():0})");

    private static Outcome Learn(OddPool odd, ImagePool pool, IQueryStrategy strategy, int seed)
    {
        int[] points = [Labels / 3, Labels];
        var learner = new ActiveLearner(pool, new ActiveLearnerOptions { Classes = odd.Classes, Labels = Labels, Milestones = points, Strategy = strategy, Seed = seed });
        List<double> recalls = [];
        List<int> asked = [];
        while (!learner.HasStopped)
        {
            int[] ids = [.. learner.Query().Ids];
            learner.Teach([.. ids.Select(id => new BoughtLabel(id, odd.Labels[id]))]);
            asked.AddRange(ids);
            if (points.Contains(learner.State.Bought))
                recalls.Add(odd.Recall(learner.PredictTest()));
        }
        return new Outcome(ComesAfter(odd, asked), recalls[0], recalls[1], odd.Wasted(asked));
    }

    // One more than there are labels where a class never comes.
    private static int ComesAfter(OddPool odd, List<int> asked) =>
        Enumerable.Range(0, odd.Classes).Max(c => asked.FindIndex(id => odd.Labels[id] == c) is var at && at < 0 ? asked.Count : at) + 1;

    private sealed record Outcome(int ComesAfter, double Early, double Late, int Wasted);
}
