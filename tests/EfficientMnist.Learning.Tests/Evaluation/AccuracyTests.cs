using EfficientMnist.Learning.Evaluation;

namespace EfficientMnist.Learning.Tests.Evaluation;

public sealed class AccuracyTests
{
    [Fact]
    public void Of_CountsWhatIsRight() => Assert.Equal(0.75, Accuracy.Of([1, 2, 3, 4], [1, 2, 3, 0]));

    [Fact]
    public void Of_DifferentLengths_Fails() => Assert.Throws<ArgumentException>(() => Accuracy.Of([1], [1, 2]));
}
