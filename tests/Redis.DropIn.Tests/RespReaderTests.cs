using System.Text;
using StackExchange.Redis;
using StackExchange.Redis.Protocol;

namespace Redis.DropIn.Tests;

public sealed class RespReaderTests
{
    [Theory]
    [InlineData("?what\r\n")]
    [InlineData(":12x\r\n")]
    [InlineData("$99999999999\r\n")]
    [InlineData("$3\r\nabcd\r\n")]
    [InlineData("*2147483647\r\n")]
    public async Task Read_MalformedReply_ThrowsProtocolFailure(string wire)
    {
        using var reader = new RespReader(new MemoryStream(Encoding.ASCII.GetBytes(wire)));

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => reader.ReadAsync(null, default).AsTask());

        Assert.Equal(ConnectionFailureType.ProtocolFailure, exception.FailureType);
    }

    [Fact]
    public async Task Read_NestedTooDeep_ThrowsInsteadOfOverflowingTheStack()
    {
        using var reader = new RespReader(new MemoryStream(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("*1\r\n", 100_000)))));

        await Assert.ThrowsAsync<RedisConnectionException>(() => reader.ReadAsync(null, default).AsTask());
    }

    [Fact]
    public async Task Read_ByteByByte_GivesTheSameReplies()
    {
        const string wire = "+OK\r\n$5\r\nhel\r\n\r\n*3\r\n:1\r\n$-1\r\n*0\r\n%1\r\n+a\r\n,1.5\r\n_\r\n#t\r\n=7\r\ntxt:abc\r\n-ERR no\r\n";
        using var reader = new RespReader(new DripStream(Encoding.ASCII.GetBytes(wire)));
        List<RespValue> replies = [];
        for (var i = 0; i < 8; i++)
            replies.Add(await reader.ReadAsync(null, default));

        Assert.Equal(
            [RespKind.SimpleString, RespKind.BulkString, RespKind.Array, RespKind.Map, RespKind.Null, RespKind.Boolean, RespKind.VerbatimString, RespKind.Error],
            replies.Select(reply => reply.Kind));
        Assert.Equal("hel\r\n", replies[1].Text);
        Assert.Equal([RespKind.Integer, RespKind.Null, RespKind.Array], replies[2].Items.Select(item => item.Kind));
        Assert.Equal(1.5, replies[3].Items[1].ToDouble());
        Assert.Equal("abc", replies[6].Text);
    }

    /// <summary>Gives one byte a time, as a slow network may.</summary>
    private sealed class DripStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
