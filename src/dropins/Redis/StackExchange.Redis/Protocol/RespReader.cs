using System.Buffers;
using System.Buffers.Text;

namespace StackExchange.Redis.Protocol;

/// <summary>Reads replies of RESP2 and RESP3. Small ones out of one buffer; a long string straight from the socket into its own array.</summary>
internal sealed class RespReader(Stream stream) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int LongestString = 512 * 1024 * 1024;
    private const int DeepestNesting = 32;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int start;
    private int end;

    /// <summary>Bytes seen so far, by which a silent server is told from a slow one.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The next reply. <paramref name="wantsLease"/> is asked when a string begins, by when the command it answers is known.</summary>
    public ValueTask<RespValue> ReadAsync(Func<bool>? wantsLease, CancellationToken cancellationToken) => ReadAsync(wantsLease, 0, cancellationToken);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private async ValueTask<RespValue> ReadAsync(Func<bool>? wantsLease, int depth, CancellationToken cancellationToken)
    {
        var length = await ReadLineAsync(cancellationToken);
        var prefix = buffer[start];
        var body = new Range(start + 1, start + length);
        start += length + 2;
        switch (prefix)
        {
            case (byte)'+': return new(RespKind.SimpleString, buffer[body]);
            case (byte)'-': return new(RespKind.Error, buffer[body]);
            case (byte)':': return new(RespKind.Integer, null, ParseNumber(body));
            case (byte)',': return new(RespKind.Double, buffer[body]);
            case (byte)'(': return new(RespKind.BigNumber, buffer[body]);
            case (byte)'#': return new(RespKind.Boolean, null, buffer[body.Start] == 't' ? 1 : 0);
            case (byte)'_': return default;
            case (byte)'$': return await ReadStringAsync(RespKind.BulkString, ParseNumber(body), wantsLease?.Invoke() == true, cancellationToken);
            case (byte)'!': return await ReadStringAsync(RespKind.BulkError, ParseNumber(body), lease: false, cancellationToken);
            case (byte)'=':
                var verbatim = await ReadStringAsync(RespKind.VerbatimString, ParseNumber(body), lease: false, cancellationToken);
                return new(RespKind.VerbatimString, verbatim.Bytes![4..]);
            case (byte)'*': return await ReadItemsAsync(RespKind.Array, ParseNumber(body), depth, cancellationToken);
            case (byte)'~': return await ReadItemsAsync(RespKind.Set, ParseNumber(body), depth, cancellationToken);
            case (byte)'>': return await ReadItemsAsync(RespKind.Push, ParseNumber(body), depth, cancellationToken);
            case (byte)'%': return await ReadItemsAsync(RespKind.Map, 2 * ParseNumber(body), depth, cancellationToken);
            default: throw Malformed($"a reply that starts with byte {prefix}");
        }
    }

    private async ValueTask<RespValue> ReadStringAsync(RespKind kind, long length, bool lease, CancellationToken cancellationToken)
    {
        if (length < 0)
            return default;
        if (length > LongestString)
            throw Malformed($"a string of {length} bytes");
        var size = (int)length;
        var rented = lease ? Lease<byte>.Create(size, clear: false) : null;
        var owned = rented is null ? GC.AllocateUninitializedArray<byte>(size) : null;
        var target = rented?.Memory ?? owned;
        var buffered = Math.Min(size, end - start);
        buffer.AsSpan(start, buffered).CopyTo(target.Span);
        start += buffered;
        if (buffered < size)
        {
            await stream.ReadExactlyAsync(target[buffered..], cancellationToken);
            BytesRead += size - buffered;
        }

        if (await ReadLineAsync(cancellationToken) != 0)
            throw Malformed("a string without its line end");
        start += 2;
        return new(kind, (object?)rented ?? owned);
    }

    private async ValueTask<RespValue> ReadItemsAsync(RespKind kind, long count, int depth, CancellationToken cancellationToken)
    {
        if (count < 0)
            return default;
        if (count > int.MaxValue / 64 || depth >= DeepestNesting)
            throw Malformed($"a list of {count} at depth {depth}");
        var items = new RespValue[(int)count];
        for (var i = 0; i < items.Length; i++)
            items[i] = await ReadAsync(null, depth + 1, cancellationToken);
        return new(kind, items);
    }

    /// <summary>The length of the line that begins at <c>start</c>, without its CR LF; the line lies in the buffer.</summary>
    private async ValueTask<int> ReadLineAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var found = buffer.AsSpan(start + searched, end - start - searched).IndexOf("\r\n"u8);
            if (found >= 0)
                return searched + found;
            searched = Math.Max(0, end - start - 1);
            if (end == buffer.Length)
                MakeRoom();
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
                throw new EndOfStreamException("The server closed the connection.");
            end += read;
            BytesRead += read;
        }
    }

    private void MakeRoom()
    {
        if (start == 0)
            throw Malformed($"a line longer than {buffer.Length} bytes");
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
    }

    private long ParseNumber(Range body)
    {
        var digits = buffer.AsSpan(body);
        return Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length
            ? number
            : throw Malformed("a number that is none");
    }

    private static RedisConnectionException Malformed(string what) =>
        new(ConnectionFailureType.ProtocolFailure, $"The server sent {what}, which is not RESP.");
}
