using System.Net.Sockets;
using System.Text;
using Drills.Systems;
using EfficientMnist.Contracts.Topology;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Drills.Attacks;

/// <summary>Every call without the key and with wrong ones, the cache without its password, and what other users of the machine could read.</summary>
internal sealed class AccessDrill : IDrill
{
    private const UnixFileMode ForOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const int Attempts = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => "access";

    public string Promise => "Nothing is answered without the key; nothing of the state folder can be read by others; no secret is on a command line; who sends slowly, or opens calls only to break them off, keeps nobody else from being answered.";

    public async Task RunAsync(DrillSettings settings, Findings found, CancellationToken cancellationToken)
    {
        if (settings.IsShort)
        {
            using var state = new StateCopy();
            await using var store = await ServiceProcess.StartAsync(ServiceNames.DatasetStore, state.Path);
            await using var oracle = await ServiceProcess.StartAsync(ServiceNames.LabelOracle, state.Path);
            await CallAsync([(store.Name, store.WithoutKey), (oracle.Name, oracle.WithoutKey)], found, cancellationToken);
            CheckModes(state.Path, found);
            await HttpAttacks.RunAsync(store, settings, found, cancellationToken);
            return;
        }

        await using var system = await WholeSystem.StartAsync(cancellationToken);
        await CallAsync([.. ServiceNames.Grpc.Select(name => (name, system.WithoutKey(name)))], found, cancellationToken);
        CheckModes(system.State, found);
        await CheckCacheAsync(system, found, cancellationToken);
        CheckCommandLines(system, found);
        await CheckPagesAsync(system.WebAddress, found, cancellationToken);
        using var other = new StateCopy();
        await using var attacked = await ServiceProcess.StartAsync(ServiceNames.DatasetStore, other.Path);
        await HttpAttacks.RunAsync(attacked, settings, found, cancellationToken);
    }

    private static async Task CallAsync(IReadOnlyList<(string Name, CallInvoker Calls)> services, Findings found, CancellationToken cancellationToken)
    {
        string?[] keys = [null, "", "wrong", ServiceProcess.Key + "x", ServiceProcess.Key[..^1], ServiceProcess.Key.ToUpperInvariant()];
        var calls = 0;
        foreach (var (name, invoker) in services)
        {
            foreach (var method in Contract.CallsOf(name))
            {
                foreach (var key in keys)
                {
                    var status = await AskAsync(key is null ? invoker : invoker.Intercept(headers => With(headers, key)), method, cancellationToken);
                    calls++;
                    found.Require(status.StatusCode == StatusCode.Unauthenticated, $"{method.FullName} with the key '{key}' was answered {status.StatusCode}: {status.Detail}");
                }
            }
        }
        found.Note("calls without the right key", calls);
    }

    // Who still sends when the call is turned away may see of it only that the stream was reset.
    private static async Task<Status> AskAsync(CallInvoker invoker, MethodDescriptor method, CancellationToken cancellationToken)
    {
        var status = Status.DefaultCancelled;
        for (var attempt = 0; attempt < Attempts && status.StatusCode == StatusCode.Cancelled; attempt++)
            status = await Contract.CallAsync(invoker, method, [Contract.Nothing], Patience, cancellationToken);
        return status;
    }

    private static Metadata With(Metadata headers, string key)
    {
        headers.Add(SystemFile.KeyHeader, key);
        return headers;
    }

    private static void CheckModes(string state, Findings found)
    {
        if (OperatingSystem.IsWindows())
            return;
        var all = Directory.EnumerateFileSystemEntries(state, "*", SearchOption.AllDirectories).Append(state).ToList();
        foreach (var path in all)
        {
            var mode = File.GetUnixFileMode(path);
            found.Require((mode & ForOthers) == 0, $"{Path.GetRelativePath(state, path)} is open to others: {mode}");
        }
        found.Note("files and folders closed to others", all.Count);
    }

    private static async Task CheckCacheAsync(WholeSystem system, Findings found, CancellationToken cancellationToken)
    {
        if (system.RedisPort() is not { } port)
        {
            found.Break("the system's redis-server was not found");
            return;
        }
        string[] commands = ["PING", "KEYS *", "FLUSHALL", "CONFIG GET dir", "SHUTDOWN NOSAVE"];
        foreach (var command in commands)
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
            var answer = new byte[256];
            var length = await client.GetStream().ReadAsync(answer, cancellationToken);
            found.Require(Encoding.ASCII.GetString(answer, 0, length).StartsWith("-NOAUTH", StringComparison.Ordinal), $"Redis has answered {command} without a password");
        }
        found.Note("commands to Redis without its password", commands.Length);
    }

    private static void CheckCommandLines(WholeSystem system, Findings found)
    {
        var password = File.ReadAllText(Path.Combine(system.State, "redis.conf")).Split(' ')[1].Trim();
        var lines = Directory.GetDirectories("/proc").Select(process => Read(Path.Combine(process, "cmdline"))).Where(line => line.Length > 0).ToList();
        foreach (var line in lines.Where(line => line.Contains(ServiceProcess.Key, StringComparison.Ordinal) || line.Contains(password, StringComparison.Ordinal)))
            found.Break($"a secret is on the command line of {line.Split('\0')[0]}");
        found.Note("command lines read", lines.Count);
    }

    private static async Task CheckPagesAsync(Uri web, Findings found, CancellationToken cancellationToken)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        string[] pages = ["/", "/runs", "/start", "/datasets", "/datasets/import", "/encoders", "/ledger", "/images/glyphs/train/0", "/runs/x/label", "/runs/x/label/queue"];
        foreach (var page in pages)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(web, page));
            request.Headers.Add("Cookie", ".AspNetCore.Cookies=forged; eml=forged");
            using var answer = await http.SendAsync(request, cancellationToken);
            var code = (int)answer.StatusCode;
            found.Require(code is >= 300 and < 500, $"{page} was answered {code} to somebody who is not logged in");
        }
        found.Note("pages without a login", pages.Length);
    }

    // A process may end meanwhile, or be another user's.
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
