using System.Diagnostics;
using System.Globalization;

namespace Grpc.DropIn.Tests.Peering;

// A peer's process. It says its port on standard output and ends when its standard input does, that is with the tests.
public abstract class PeerServer(string program, params string[] arguments) : IEchoServer, IAsyncLifetime
{
    private Process? _process;

    public string Address { get; private set; } = "";

    public virtual async Task InitializeAsync()
    {
        _process = PeerTools.Start(program, arguments);
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        if (line?.StartsWith("PORT ", StringComparison.Ordinal) != true)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} did not start: {line} {await _process.StandardError.ReadToEndAsync()}");

        Address = $"http://127.0.0.1:{int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture)}";
    }

    public async Task DisposeAsync()
    {
        if (_process is null)
            return;

        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        _process.Dispose();
    }
}
