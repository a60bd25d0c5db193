using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Classifiers;

public sealed class CommitteeTests
{
    private const int Images = 60;
    private static readonly int[] Ids = [.. Enumerable.Range(0, 20)];
    private static readonly int[] Labels = [.. Ids.Select(i => i % 3)];

    private readonly KernelRidge _kind = new(new KernelRidgeOptions());

    [Fact]
    public void Probabilities_OfTwoViews_ComeFromTheJointTwoResamplesAndEachView()
    {
        var views = JointViews.Of(Noise(1, 4), Noise(2, 7));
        var joint = _kind.Fit(views.Pool.Select(Ids), Labels, 3);

        var members = Committee.Fit(_kind, joint, views, Ids, Labels, new Random(1)).Probabilities([30, 40]);

        Assert.Equal(5, members.Count);
        Assert.All(members, m => Assert.Equal((2, 3), (m.Rows, m.Columns)));
        // Equal but for the order in which a processor's instructions add up.
        Assert.Equal(joint.Probabilities(views.Pool.Select([30, 40])).Values.ToArray(), members[0].Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(5, members.Select(m => m[0, 0]).Distinct().Count());
        var again = Committee.Fit(_kind, joint, views, Ids, Labels, new Random(1)).Probabilities([30, 40]);
        Assert.Equal(members.SelectMany(m => m.Values.ToArray()), again.SelectMany(m => m.Values.ToArray()), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Probabilities_OfASingleView_LeaveItselfOut()
    {
        var views = JointViews.Of(Noise(1, 4));

        var members = Committee.Fit(_kind, _kind.Fit(views.Pool.Select(Ids), Labels, 3), views, Ids, Labels, new Random(1)).Probabilities([30]);

        Assert.Equal(3, members.Count);
    }

    [Fact]
    public void Alone_OfAView_HasTheScaleOfTheJointSpace()
    {
        var views = JointViews.Of(Noise(1, 4), Noise(2, 7));
        int[] all = [.. Enumerable.Range(0, Images)];

        Assert.Equal((2, 4, 7), (views.Count, views.Alone(0, all).Columns, views.Alone(1, all).Columns));
        foreach (var view in new[] { views.Alone(0, all), views.Alone(1, all), views.Pool.Slice(0, Images) })
            Assert.Equal(2, view.Values.ToArray().Sum(v => (double)v * v) / Images, 1e-4);
        Assert.Equal(views.Pool.Select([5])[0, 4] * Math.Sqrt(2), views.Alone(1, [5])[0, 0], 1e-6);
    }

    private static FeatureMatrix Noise(int seed, int columns)
    {
        var random = new Random(seed);
        return new FeatureMatrix([.. Enumerable.Range(0, Images * columns).Select(_ => random.NextSingle())], Images, columns);
    }
}
