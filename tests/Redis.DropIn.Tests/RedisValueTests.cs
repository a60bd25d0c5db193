using StackExchange.Redis;

namespace Redis.DropIn.Tests;

public sealed class RedisValueTests
{
    [Fact]
    public void Conversions_RoundTrip()
    {
        Assert.Equal("text", (string?)(RedisValue)"text");
        Assert.Equal([1, 2], (byte[]?)(RedisValue)new byte[] { 1, 2 });
        Assert.Equal(-42, (int)(RedisValue)(-42));
        Assert.Equal(long.MinValue, (long)(RedisValue)long.MinValue);
        Assert.Equal(ulong.MaxValue, (ulong)(RedisValue)ulong.MaxValue);
        Assert.Equal(0.1, (double)(RedisValue)0.1);
        Assert.Equal(double.NegativeInfinity, (double)(RedisValue)"-inf");
        Assert.True((bool)(RedisValue)true);
        Assert.Null((string?)RedisValue.Null);
        Assert.Null((int?)RedisValue.Null);
        Assert.Equal(0, (int)RedisValue.Null);
        Assert.Equal("0.25", ((RedisValue)0.25).ToString());
        Assert.Equal("3", ((RedisValue)3.0).ToString());
    }

    [Fact]
    public void Equality_SameContentHeldDifferently_IsEqual()
    {
        RedisValue text = "17", number = 17, bytes = "17"u8.ToArray();

        Assert.Equal(text, number);
        Assert.Equal(number, bytes);
        Assert.Equal(text.GetHashCode(), number.GetHashCode());
        Assert.NotEqual(RedisValue.Null, RedisValue.EmptyString);
        Assert.True(RedisValue.EmptyString.IsNullOrEmpty && !RedisValue.EmptyString.IsNull);
    }

    [Fact]
    public void Cast_TextToNumber_ThrowsInvalidCast() => Assert.Throws<InvalidCastException>(() => (int)(RedisValue)"seven");

    [Fact]
    public void Key_TextAndBytes_AreTheSameKey()
    {
        RedisKey text = "latents:é", bytes = System.Text.Encoding.UTF8.GetBytes("latents:é");

        Assert.Equal(text, bytes);
        Assert.Equal(text.GetHashCode(), bytes.GetHashCode());
        Assert.Equal("a:b", (string?)new RedisKey("b").Prepend("a:"));
    }
}
