using System.Net;
using System.Net.Sockets;

namespace Drills.Systems;

/// <summary>A line to a server on this machine that can be cut: what is sent then arrives when it is mended, and until then nobody is told.</summary>
internal sealed class TcpLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="target">The server's port.</param>
    public TcpLine(int target)
    {
        _target = target;
        _passable.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where its clients connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut() => _passable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend() => _passable.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> relays = [];
        try
        {
            while (true)
            {
                relays.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
                relays.RemoveAll(relay => relay.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await _passable.Task.WaitAsync(_end.Token);
                await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
                var pumps = new[] { PumpAsync(client, server), PumpAsync(server, client) };
                await await Task.WhenAny(pumps);
                client.Close();
                server.Close();
                await Task.WhenAll(pumps);
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Either end has closed, or the line is no longer needed.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var (source, target) = (from.GetStream(), to.GetStream());
        var buffer = new byte[1 << 16];
        while (await source.ReadAsync(buffer, _end.Token) is > 0 and var count)
        {
            await _passable.Task.WaitAsync(_end.Token);
            await target.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
