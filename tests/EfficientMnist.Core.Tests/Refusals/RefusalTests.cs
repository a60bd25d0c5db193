using System.Text;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Core.Tests.Refusals;

public sealed class RefusalTests
{
    [Fact]
    public void Message_OfAnyLength_StaysBelowOneKilobyteAndWhole()
    {
        var refusal = Refusal.Invalid(string.Concat(Enumerable.Repeat("ü🙂", 1_000)));

        Assert.InRange(Encoding.UTF8.GetByteCount(refusal.Message), 990, RefusalException.LongestMessage);
        Assert.EndsWith(" …", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('�', refusal.Message);
    }

    [Theory]
    [InlineData("margin", "margin")]
    [InlineData("a\nb\u0000c", "a�b�c")]
    public void Quote_OfInput_IsFitForASentence(string input, string expected) => Assert.Equal(expected, Refusal.Quote(input));

    [Fact]
    public void Quote_OfALongText_IsCutShort() => Assert.Equal(new string('x', 60) + "…", Refusal.Quote(new string('x', 100_000)));
}
