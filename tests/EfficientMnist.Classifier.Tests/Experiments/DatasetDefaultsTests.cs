using EfficientMnist.Classifier.Experiments;

namespace EfficientMnist.Classifier.Tests.Experiments;

public sealed class DatasetDefaultsTests
{
    [Theory]
    [InlineData("", 60_000, "")]
    [InlineData("", 5_000, "encoder.epochs=200,student.epochs=100")]
    [InlineData("", 30_000, "encoder.epochs=48,student.epochs=32")]
    [InlineData("", 250_000, "")]
    [InlineData("", 700, "labels=700,encoder.epochs=200,student.epochs=100")]
    [InlineData("preset=quick", 30_000, "encoder.epochs=48")]
    [InlineData("preset=plain,encoder.kind=ae", 30_000, "")]
    [InlineData("dataset=cifar-10", 20_000, "")]
    [InlineData("dataset=glyphs", 700, "labels=700")]
    public void ForPool_SmallerThanUsual_TakesAsManySteps(string deviations, int pool, string expected)
    {
        var given = deviations.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(d => d.Split('=')).ToDictionary(d => d[0], d => d[1]);
        var found = DatasetDefaults.ForPool(RunOptionsBinder.Bind(given), pool);
        Assert.Equal(expected, string.Join(',', found.Select(o => $"{o.Name}={o.Value}")));
    }
}
