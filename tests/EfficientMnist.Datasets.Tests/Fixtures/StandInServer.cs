using System.Collections.Concurrent;
using System.Net;

namespace EfficientMnist.Datasets.Tests.Fixtures;

/// <summary>Stands in for a publisher's address.</summary>
internal sealed class StandInServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, byte[]?> _content;
    private readonly Task _loop;

    public StandInServer(Func<string, byte[]?> content)
    {
        _content = content;
        Address = Listen();
        _loop = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Announces the whole length but sends only the first half.</summary>
    public bool BreaksOff { get; init; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private Uri Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            var address = $"http://127.0.0.1:{FreePort()}/";
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add(address);
                _listener.Start();
                return new Uri(address);
            }
            catch (HttpListenerException) when (attempt < 5)
            {
                // Somebody else took the port meanwhile.
            }
        }
    }

    public static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            var file = context.Request.Url!.AbsolutePath.TrimStart('/');
            Requests.Enqueue(file);
            await AnswerAsync(context.Response, _content(file));
        }
    }

    private async Task AnswerAsync(HttpListenerResponse response, byte[]? content)
    {
        if (content is null)
        {
            response.StatusCode = 404;
            response.Close();
            return;
        }
        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content.AsMemory(0, BreaksOff ? content.Length / 2 : content.Length));
        if (BreaksOff) response.Abort();
        else response.Close();
    }
}
