using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.Core.Tests.Runs;

public sealed class RunIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("20261129-220338-0a1b2c")]
    [InlineData("sweep-0.5_x")]
    public void RunId_OfANameThatFitsAFolder_IsTaken(string name) => Assert.Equal(name, new RunId(name).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("../up")]
    [InlineData("Upper")]
    [InlineData("two words")]
    [InlineData("line\n")]
    public void RunId_OfAnythingElse_IsRefusedWithTheRule(string name)
    {
        var refusal = Assert.Throws<RefusalException>(() => new RunId(name));

        Assert.Equal((RefusalKind.Invalid, "run_id"), (refusal.Kind, refusal.Field));
        Assert.Contains("1 to 80 characters", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Always_GivesNamesThatDifferAndSortByTime()
    {
        var early = RunId.Create(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var late = RunId.Create(new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero));

        Assert.StartsWith("20260102-030405-", early.Value, StringComparison.Ordinal);
        Assert.True(string.CompareOrdinal(early.Value, late.Value) < 0);
    }
}
