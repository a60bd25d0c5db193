using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using StackExchange.Redis.Protocol;

namespace StackExchange.Redis.Connections;

/// <summary>One socket, from connect to its end. Replies come in the order of the commands, so what is in flight is a queue.</summary>
internal sealed class RedisConnection : IDisposable
{
    private readonly Stream stream;
    private readonly RespReader reader;
    private readonly RespWriter writer;
    private readonly ConcurrentQueue<PendingCommand> inFlight = new();
    private int currentDatabase;

    private RedisConnection(Stream stream, int database)
    {
        this.stream = stream;
        reader = new RespReader(stream);
        writer = new RespWriter(stream);
        currentDatabase = database;
    }

    public IEnumerable<PendingCommand> InFlight => inFlight;

    public long BytesRead => reader.BytesRead;

    public static async Task<RedisConnection> ConnectAsync(ConfigurationOptions options, string clientName, EndPoint endpoint, ConnectionType type, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Ssl)
            {
                var host = options.SslHost ?? (endpoint as DnsEndPoint)?.Host ?? (endpoint as IPEndPoint)?.Address.ToString() ?? "";
                var secure = new SslStream(stream);
                stream = secure;
                var how = new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = options.SslProtocols ?? default };
                await secure.AuthenticateAsClientAsync(how, cancellationToken);
            }

            var connection = new RedisConnection(stream, type == ConnectionType.Interactive ? options.DefaultDatabase ?? 0 : 0);
            await Handshake.RunAsync(options, clientName, type, connection.writer, connection.reader, cancellationToken);
            return connection;
        }
        catch
        {
            if (stream is null)
                socket.Dispose();
            else
                await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends what <paramref name="queue"/> holds, now and later; returns only by an exception.</summary>
    public async Task WriteLoopAsync(CommandQueue queue, CancellationToken cancellationToken)
    {
        while (true)
        {
            while (queue.TryTake(out var command))
                await SendAsync(command, cancellationToken);
            await writer.FlushAsync(cancellationToken);
            await queue.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Hands each reply to the command it belongs to; returns only by an exception.</summary>
    public async Task ReadLoopAsync(Func<RespValue, bool>? takePush, CancellationToken cancellationToken)
    {
        Func<bool> wantsLease = () => inFlight.TryPeek(out var next) && next.WantsLease;
        while (true)
        {
            var reply = await reader.ReadAsync(wantsLease, cancellationToken);
            if (takePush?.Invoke(reply) == true)
                continue;

            // Pushed by the server unasked (RESP3 client tracking); confirmations of SUBSCRIBE are pushes that answer a command.
            if (reply.Kind == RespKind.Push && takePush is null)
                continue;
            if (!inFlight.TryDequeue(out var command))
                throw new RedisConnectionException(ConnectionFailureType.ProtocolFailure, "The server sent a reply that no command waits for.");
            command.Complete(reply);
        }
    }

    public async Task SendAsync(PendingCommand command, CancellationToken cancellationToken)
    {
        if (command.IsCompleted)
            return;
        if (command.Database >= 0 && command.Database != currentDatabase && !await SelectAsync(command, cancellationToken))
            return;
        command.Status = CommandStatus.Sent;
        inFlight.Enqueue(command);
        await writer.WriteAsync(command.Name, command.Arguments, cancellationToken);
    }

    public void FailInFlight(Func<PendingCommand, Exception> why)
    {
        while (inFlight.TryDequeue(out var command))
            command.Fail(why(command));
    }

    public void Close() => stream.Dispose();

    public void Dispose()
    {
        stream.Dispose();
        reader.Dispose();
        writer.Dispose();
    }

    // Waits for the answer: a command must never run on another database because SELECT was refused.
    private async Task<bool> SelectAsync(PendingCommand command, CancellationToken cancellationToken)
    {
        var select = new PendingCommand<bool>("SELECT", [command.Database], static reply => reply.ToBoolean());
        inFlight.Enqueue(select);
        await writer.WriteAsync(select.Name, select.Arguments, cancellationToken);
        await writer.FlushAsync(cancellationToken);
        try
        {
            await select.Task.WaitAsync(cancellationToken);
        }
        catch (RedisServerException refused)
        {
            command.Fail(refused);
            return false;
        }
        catch (Exception lost)
        {
            command.Fail(lost);
            throw;
        }

        currentDatabase = command.Database;
        return true;
    }
}
