using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.DropIn.Tests.Wire;

public sealed class WireFormatTests
{
    [Theory]
    [InlineData(1, "100n")]
    [InlineData(TimeSpan.TicksPerMillisecond * 5, "5000000n")]
    [InlineData(TimeSpan.TicksPerSecond * 30, "30000000u")]
    [InlineData(TimeSpan.TicksPerHour, "3600000m")]
    [InlineData(TimeSpan.TicksPerDay * 365, "31536000S")]
    [InlineData(-5, "100n")]
    public void Timeout_Formatted_IsTheFinestUnitThatFits(long ticks, string expected)
        => Assert.Equal(expected, GrpcTimeout.Format(new TimeSpan(ticks)));

    [Theory]
    [InlineData("100n", 1)]
    [InlineData("7m", TimeSpan.TicksPerMillisecond * 7)]
    [InlineData("99999999H", TimeSpan.TicksPerHour * 99_999_999)]
    [InlineData("0S", 0)]
    public void Timeout_Parsed_IsItsTime(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("5x")]
    [InlineData("123456789m")]
    [InlineData(" 5m")]
    public void Timeout_Malformed_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Theory]
    [InlineData("plain text!", "plain text!")]
    [InlineData("50 %", "50 %25")]
    [InlineData("ü\n", "%C3%BC%0A")]
    [InlineData("", "")]
    public void Message_Encoded_IsReadableAsciiAndComesBack(string text, string encoded)
    {
        Assert.Equal(encoded, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(encoded));
    }

    [Theory]
    [InlineData("50 %", "50 %")]
    [InlineData("%zz%4", "%zz%4")]
    public void Message_MalformedEscape_IsKept(string encoded, string text) => Assert.Equal(text, PercentEncoding.Decode(encoded));

    [Theory]
    [InlineData("AQI=")]
    [InlineData("AQI")]
    [InlineData("AQI,")]
    public void BinaryHeader_PaddedOrNot_IsDecoded(string value)
    {
        Metadata metadata = [];

        MetadataWire.AddReceived(metadata, "X-Bin", value);

        Assert.Equal([1, 2], metadata[0].ValueBytes);
    }

    [Fact]
    public void Metadata_KeyWithForbiddenCharacters_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a key", "x"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("text", [1]));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x-bin", "text"));
        Assert.Equal("key", new Metadata.Entry("KEY", "x").Key);
    }
}
