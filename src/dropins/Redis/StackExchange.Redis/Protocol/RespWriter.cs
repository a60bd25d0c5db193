using System.Buffers;
using System.Buffers.Text;

namespace StackExchange.Redis.Protocol;

/// <summary>Writes commands. Small arguments collect in one buffer, a large one goes to the socket from where it lies.</summary>
internal sealed class RespWriter(Stream stream) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int LargeArgument = 16 * 1024;
    private const int LongestHeader = 24;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int used;

    public async ValueTask WriteAsync(string name, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        await HeaderAsync((byte)'*', arguments.Length + 1, cancellationToken);
        await ArgumentAsync(name, cancellationToken);
        foreach (var argument in arguments)
            await ArgumentAsync(argument, cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (used == 0)
            return;
        await stream.WriteAsync(buffer.AsMemory(0, used), cancellationToken);
        used = 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private async ValueTask ArgumentAsync(RedisValue argument, CancellationToken cancellationToken)
    {
        var length = argument.ByteCount;
        await HeaderAsync((byte)'$', length, cancellationToken);
        if (length >= LargeArgument)
        {
            await FlushAsync(cancellationToken);
            await stream.WriteAsync(argument.Utf8(), cancellationToken);
        }
        else
        {
            await ReserveAsync(length, cancellationToken);
            argument.CopyTo(buffer.AsSpan(used));
            used += length;
        }

        await ReserveAsync(2, cancellationToken);
        EndLine();
    }

    private async ValueTask HeaderAsync(byte prefix, int number, CancellationToken cancellationToken)
    {
        await ReserveAsync(LongestHeader, cancellationToken);
        buffer[used++] = prefix;
        Utf8Formatter.TryFormat(number, buffer.AsSpan(used), out var digits);
        used += digits;
        EndLine();
    }

    private void EndLine()
    {
        buffer[used++] = (byte)'\r';
        buffer[used++] = (byte)'\n';
    }

    private ValueTask ReserveAsync(int bytes, CancellationToken cancellationToken) =>
        buffer.Length - used >= bytes ? default : FlushAsync(cancellationToken);
}
