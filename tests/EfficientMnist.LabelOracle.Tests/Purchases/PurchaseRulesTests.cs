using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Purchases;

namespace EfficientMnist.LabelOracle.Tests.Purchases;

public sealed class PurchaseRulesTests
{
    private static readonly Purchase Good = OracleSetup.Purchase(new RunId("r"), "q", 3, 4);
    private static readonly DatasetLabels Labels = new() { Dataset = "five", ClassNames = ["a", "b"], PoolSize = 5, Given = [], Train = [0, 1, 0, 1, 1], Test = [] };

    [Fact]
    public void Check_OfAGoodPurchase_IsSilent() => Good.Check(Labels);

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public void Check_OfAnImageThatDoesNotExist_NamesItAndTheRange(int sample) =>
        Refuses($"Sample {sample} does not exist: the training split of five has ids 0 … 4.", OracleSetup.Purchase(new RunId("r"), "q", 1, sample));

    [Fact]
    public void Check_OfAnImageNamedTwice_NamesIt() =>
        Refuses("Sample 3 is named twice in request q; name each image once.", OracleSetup.Purchase(new RunId("r"), "q", 3, 4, 3));

    [Fact]
    public void Check_OfNoImage_SaysSo() =>
        Refuses("The request names no image; ask for at least one label.", Good with { Queries = [] });

    [Fact]
    public void Check_OfNoPurpose_NamesThePurposes() =>
        Refuses("The purpose is Unspecified; give seed, acquire or validate.", Good with { Purpose = QueryPurpose.Unspecified });

    [Fact]
    public void Check_OfNoStrategy_SaysSo() =>
        Refuses("The strategy is empty; give 1 to 300 characters.", Good with { Strategy = " " });

    [Fact]
    public void Check_OfAScoreThatIsNoNumber_NamesTheImage() =>
        Refuses("The score of sample 3 is not a number.", Good with { Queries = [Good.Queries[0] with { Score = double.NaN }] });

    [Fact]
    public void Check_OfANegativeRound_NamesIt() =>
        Refuses("The round is -2; rounds count from 0.", Good with { Round = -2 });

    [Fact]
    public void Names_TooLongOrWithControlCharacters_AreRefused()
    {
        Assert.Contains("301 characters", Assert.Throws<RefusalException>(() => RequestId.Parse(new string('x', 301))).Message, StringComparison.Ordinal);
        Assert.Contains("control character", Assert.Throws<RefusalException>(() => RequestId.Parse("a\0b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfRowsAndLabels_TellsNoLabel()
    {
        Assert.Equal("labels of five", Labels.ToString());
        var row = new LedgerRow
        {
            Run = new RunId("r"),
            Request = new RequestId("q"),
            Sample = new(4),
            Label = 123456,
            Purpose = QueryPurpose.Seed,
            Strategy = "random",
            Score = 0,
            Rank = 1,
            Round = 0,
            Charged = true,
            Paid = 1,
            Time = default,
            TraceId = "",
        };
        Assert.DoesNotContain("123456", row.ToString(), StringComparison.Ordinal);
    }

    private static void Refuses(string message, Purchase purchase) =>
        Assert.Equal(message, Assert.Throws<RefusalException>(() => purchase.Check(Labels)).Message);
}
