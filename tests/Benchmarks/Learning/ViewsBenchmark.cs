using EfficientMnist.Learning.ActiveLearning;
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

    public string Name => "views";

    public string Title => $"accuracy of the kernel by what it sees, on {HeldBack.JudgedBy:N0} training images of Fashion-MNIST held back, {string.Join(" and ", HeldBack.Points)} labels, seeds {string.Join(", ", seeds)}";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var data = await HeldBack.LoadAsync();
        if (data.PoolLatents is null)
            yield return "latents are left out: no contrastive encoder of this data set is trained here (./eml run trains one)";
        // Each view is made once, and joined with the others as a run joins them.
        var alone = data.Views.Where(choice => ViewChoice.Of(choice).Count == 1)
            .ToDictionary(view => view, view => ImagePool.Of(view, data.Pool, data.PoolLatents).WithTest(data.Images, data.Latents));
        var pools = data.Views.Select(choice => (Choice: choice, Pool: Join(choice, alone))).ToArray();
        // The last choice holds all views there are.
        var bought = seeds.Select(seed => data.Learn(pools[^1].Pool, new MarginStrategy(), Batch, seed).Bought).ToArray();
        var judged = pools.ToDictionary(p => p.Choice, p => bought.Select(set => data.KernelAlone(p.Pool, set)).ToArray());
        var reference = judged.ContainsKey(ViewChoice.Standard) ? ViewChoice.Standard : ViewChoice.Histograms;
        yield return $"{"",-28} accuracy                          gain over {reference} ± standard error";
        foreach (var (choice, ofSeeds) in judged)
        {
            double[] Of(double[][] seeds, int point) => [.. seeds.Select(seed => seed[point])];
            yield return $"{choice,-28} {Figures.Each(point => Figures.Spread(Of(ofSeeds, point)))}     {Figures.Each(point => Figures.Gain(Of(judged[reference], point), Of(ofSeeds, point)))}";
        }
    }

    private static ImagePool Join(string choice, Dictionary<string, ImagePool> alone)
    {
        var views = ViewChoice.Of(choice).Select(view => alone[view]).ToArray();
        var joint = JointViews.Weighted([.. views.Select(view => view.Views.Pool.Slice(0, view.Count))], ViewChoice.WeightsOf(choice));
        return ImagePool.Of(joint.Pool.Slice(0, joint.Pool.Rows)).WithTest(images: null, joint.Transform([.. views.Select(view => view.Test)]));
    }
}
