using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

public sealed class QueryTests
{
    [Theory]
    [InlineData(12, "1,2", "3,4,5,6,7,8,9,10", 3)]
    [InlineData(10, "1,2", "3,4,5,6,7,8,9,10", 3)]
    [InlineData(5, "1", "3,4,5,6", 3)]
    [InlineData(4, "", "3,4,5,6", 3)]
    [InlineData(2, "", "3,4", 2)]
    [InlineData(0, "", "", 0)]
    public void AtMost_SoManyLabels_AreTheFirstOnesAndTheirShareToValidate(int labels, string validation, string batch, int wanted)
    {
        var query = new Query
        {
            Round = 1,
            Strategy = StrategyCatalog.Create(StrategyCatalog.Random),
            Validation = [new Pick(1, 0.5), new Pick(2, 0.5)],
            Batch = [.. Enumerable.Range(3, 8).Select(i => new Pick(i, 0))],
            Wanted = 3,
            IsColdStart = false,
        };

        var some = query.AtMost(labels);

        Assert.Equal((validation, batch, wanted), (Text(some.Validation), Text(some.Batch), some.Wanted));
    }

    [Fact]
    public void AtMost_WhereAllAreToValidate_TakesNothingElse()
    {
        var query = new Query { Round = 1, Strategy = StrategyCatalog.Create(StrategyCatalog.Random), Validation = [new Pick(1, 0.5), new Pick(2, 0.5)], Batch = [], IsColdStart = false };

        Assert.Equal("1", Text(query.AtMost(1).Validation));
    }

    private static string Text(IReadOnlyList<Pick> picks) => string.Join(',', picks.Select(pick => pick.Index));
}
