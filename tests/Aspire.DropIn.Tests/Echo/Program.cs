using System.Collections;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

// echo [--exit CODE] [--crash-after-line] [--spawn] [--stubborn]: answers HTTP on the port in HTTP_PORT or ASPNETCORE_URLS
// with its environment and arguments as JSON; /health answers 503 until the file named by HEALTHY_WHEN exists.
Console.WriteLine($"echo {Environment.ProcessId} starts");
Console.Error.WriteLine("a line on stderr");
if (Array.IndexOf(args, "--exit") is >= 0 and var exit)
    return int.Parse(args[exit + 1], System.Globalization.CultureInfo.InvariantCulture);
if (args.Contains("--spawn"))
{
    using var grandchild = Process.Start("/bin/sleep", "600");
    Console.WriteLine($"spawned {grandchild.Id}");
}

using var ended = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    Console.WriteLine("SIGTERM");
    if (!args.Contains("--stubborn"))
        ended.Cancel();
});

var port = Environment.GetEnvironmentVariable("HTTP_PORT") is { } given
    ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
    : Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { } urls ? new Uri(urls.Split(';')[0]).Port : 0;
using var listener = new TcpListener(IPAddress.Loopback, port);
listener.Start();
try
{
    while (true)
    {
        using var client = await listener.AcceptTcpClientAsync(ended.Token);
        using var reader = new StreamReader(client.GetStream());
        var path = (await reader.ReadLineAsync(ended.Token) ?? "").Split(' ').ElementAtOrDefault(1);
        while (await reader.ReadLineAsync(ended.Token) is { Length: > 0 })
        {
        }

        if (path == "/crash")
            return 42;
        var healthy = Environment.GetEnvironmentVariable("HEALTHY_WHEN") is not { } file || File.Exists(file);
        var status = path == "/health" && !healthy ? "503 Service Unavailable" : "200 OK";
        var body = JsonSerializer.Serialize(new
        {
            environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value),
            arguments = args,
            directory = Environment.CurrentDirectory,
            processId = Environment.ProcessId,
        });
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), ended.Token);
        await client.GetStream().WriteAsync(bytes, ended.Token);
    }
}
catch (OperationCanceledException)
{
    return 0;
}
