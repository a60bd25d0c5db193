using System.Text.Json;
using Grpc.DropIn.Tests.Echoing;

namespace Grpc.DropIn.Tests.Peering;

// One run of a peer's client through all its scenarios against our server.
public abstract class PeerClientRun : IAsyncLifetime
{
    private readonly Dictionary<string, string> _results = [];
    private string _errors = "";

    public async Task InitializeAsync()
    {
        if (PeersFactAttribute.Missing is not null)
            return;

        await using var app = await EchoHost.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        using var process = PeerTools.Start(await ProgramAsync(), Arguments(new Uri(app.Address()).Authority));
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            _results[json.RootElement.GetProperty("scenario").GetString()!] = json.RootElement.GetProperty("result").GetString()!;
        }

        _errors = await errors;
        await process.WaitForExitAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public string Result(string scenario) => _results.TryGetValue(scenario, out var result) ? result : $"{scenario} did not run. {_errors}";

    protected abstract Task<string> ProgramAsync();

    protected abstract IEnumerable<string> Arguments(string authority);
}
