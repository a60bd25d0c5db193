using System.Net;
using StackExchange.Redis;

namespace Redis.DropIn.Tests;

public sealed class ConfigurationOptionsTests
{
    [Fact]
    public void Parse_AllKeywords_SetsThem()
    {
        var options = ConfigurationOptions.Parse(
            "cache.local:6380, 127.0.0.1,abortConnect=false,connectTimeout=1500,syncTimeout=700,asyncTimeout=800,password=a=b,user=eml,defaultDatabase=3,ssl=true,name=trainer,connectRetry=5,keepAlive=30,protocol=resp3,allowAdmin=true,tiebreaker=x");

        Assert.Equal([new DnsEndPoint("cache.local", 6380), new IPEndPoint(IPAddress.Loopback, 6379)], options.EndPoints);
        Assert.False(options.AbortOnConnectFail);
        Assert.Equal((1500, 700, 800), (options.ConnectTimeout, options.SyncTimeout, options.AsyncTimeout));
        Assert.Equal(("eml", "a=b", "trainer"), (options.User, options.Password, options.ClientName));
        Assert.Equal((3, 5, 30), (options.DefaultDatabase, options.ConnectRetry, options.KeepAlive));
        Assert.Equal(RedisProtocol.Resp3, options.Protocol);
        Assert.True(options.Ssl && options.AllowAdmin);
    }

    [Fact]
    public void Parse_AddressOnly_HasTheDefaultsOfThePackage()
    {
        var options = ConfigurationOptions.Parse("localhost");

        Assert.Equal([new DnsEndPoint("localhost", 6379)], options.EndPoints);
        Assert.True(options.AbortOnConnectFail);
        Assert.Equal((5000, 5000, 5000), (options.ConnectTimeout, options.SyncTimeout, options.AsyncTimeout));
        Assert.Equal((3, 60, null), (options.ConnectRetry, options.KeepAlive, options.DefaultDatabase));
        Assert.Same(BacklogPolicy.Default, options.BacklogPolicy);
        Assert.Equal("localhost:6379", options.ToString());
    }

    [Theory]
    [InlineData("localhost,colour=blue", "Keyword 'colour' is not supported")]
    [InlineData("localhost,syncTimeout=soon", "'syncTimeout' requires an integer")]
    [InlineData("localhost,syncTimeout=0", "minimum value of '1'")]
    [InlineData("localhost,abortConnect=maybe", "'abortConnect' requires a boolean")]
    [InlineData("localhost:99999", "'localhost:99999' is not an endpoint")]
    public void Parse_BadText_SaysWhatIsWrong(string text, string message)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => ConfigurationOptions.Parse(text));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_WithoutPassword_HidesIt()
    {
        const string text = "cache:6379,name=n,asyncTimeout=9,user=u,password=secret,abortConnect=False,defaultDatabase=1";
        var options = ConfigurationOptions.Parse(text);

        Assert.Equal(text, options.ToString());
        Assert.DoesNotContain("secret", options.ToString(includePassword: false), StringComparison.Ordinal);
        Assert.Equal(options.ToString(), options.Clone().ToString());
    }

    [Fact]
    public void Parse_UnknownKeywordIgnored_WhenAsked() => Assert.Single(ConfigurationOptions.Parse("h,colour=blue", ignoreUnknown: true).EndPoints);
}
