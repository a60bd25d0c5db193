using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Classifier.Tests.Features;

public sealed class ViewMakerTests
{
    private static readonly FeatureMatrix Latents = new([.. Enumerable.Range(0, 40).Select(i => (float)((i * 7) % 11))], 20, 2);

    [Theory]
    [InlineData("both", 2)]
    [InlineData("latents", 1)]
    [InlineData("histograms", 1)]
    public void Views_OfAChoice_AreThoseAndOfOneSize(string choice, int views)
    {
        var random = new Random(3);
        var images = new ImageSet(SmallPool.Shape, Enumerable.Range(0, 20).SelectMany(i => SmallPool.Draw(i % 4, random)).ToArray());
        var maker = new ViewMaker(choice, ViewMaker.NeedsImages(choice) ? images : null, CancellationToken.None);

        var joint = ViewMaker.Join(maker.Of(images, Latents, CancellationToken.None));

        Assert.Equal(views, joint.Count);
        Assert.Equal(choice == "latents", joint.Pool.Columns == Latents.Columns);
        // So that a kernel's width suits any choice.
        Assert.Equal(2, Enumerable.Range(0, 20).Average(row => joint.Pool.Row(row).ToArray().Sum(v => v * v)), 1e-3);
        Assert.Equal(joint.Pool.Values.ToArray(), joint.Transform(maker.Of(images, Latents, CancellationToken.None)).Values.ToArray());
    }

    [Theory]
    [InlineData("both", true)]
    [InlineData("latents", false)]
    [InlineData("histograms", true)]
    public void Images_OfAChoice_AreAskedForWhereTheyAreLookedAt(string choice, bool asked) => Assert.Equal(asked, ViewMaker.NeedsImages(choice));
}
