using System.Diagnostics;
using EfficientMnist.Contracts.Topology;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace EndToEnd.Tests;

/// <summary>A whole system on ports and a state folder of its own, seen from its clients.</summary>
public abstract class SystemUnderTest
{
    public const string Key = "key-of-the-end-to-end-tests";
    public const string WebToken = "token-of-the-end-to-end-tests";

    private const string Dashboard = "dashboard";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly List<GrpcChannel> _channels = [];

    private protected SystemUnderTest()
    {
        string[] names = [.. ServiceNames.Grpc, ServiceNames.Web, Dashboard];
        Ports = names.Zip(FreePorts.Take(names.Length)).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    public string StateFolder { get; } = Directory.CreateTempSubdirectory("eml-e2e-").FullName;

    public string WebAddress => $"http://127.0.0.1:{Ports[ServiceNames.Web]}";

    public Uri DashboardAddress => new($"http://localhost:{Ports[Dashboard]}");

    /// <summary>What a child process needs to call the services.</summary>
    public IReadOnlyDictionary<string, string> ClientEnvironment => ServiceNames.Grpc
        .ToDictionary(name => $"services__{name}__grpc__0", GrpcAddress)
        .Append(KeyValuePair.Create("Services__Key", Key))
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    private protected Dictionary<string, int> Ports { get; }

    /// <summary>The AppHost's arguments.</summary>
    private protected IEnumerable<string> Settings =>
    [
        .. Ports.Select(port => $"--Ports:{port.Key}={port.Value}"),
        $"--Storage:Root={StateFolder}",
        $"--Services:Key={Key}",
        $"--Web:Token={WebToken}",
        "--Learn:Enabled=false",
    ];

    /// <summary>A gRPC address of a service, for programs outside the tests.</summary>
    public string GrpcAddress(string service) => $"http://127.0.0.1:{Ports[service]}";

    /// <summary>A channel that carries the service key.</summary>
    public CallInvoker Connect(string service)
    {
        var channel = GrpcChannel.ForAddress(GrpcAddress(service), new GrpcChannelOptions { MaxReceiveMessageSize = 64 << 20 });
        _channels.Add(channel);
        return channel.Intercept(headers =>
        {
            headers.Add(SystemFile.KeyHeader, Key);
            return headers;
        });
    }

    /// <summary>Asks again and again until the answer is yes.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> question)
    {
        ArgumentNullException.ThrowIfNull(question);

        var clock = Stopwatch.StartNew();
        while (!await AnswersYesAsync(question))
        {
            if (clock.Elapsed > Patience)
                throw new TimeoutException($"Waited {Patience} for {what}.{WhatItSaid()}");
            await Task.Delay(100);
        }
    }

    private protected abstract string WhatItSaid();

    private protected async Task WaitUntilHealthyAsync()
    {
        var health = ServiceNames.Grpc.Select(name => new Grpc.Health.V1.Health.HealthClient(Connect(name))).ToList();
        using var web = new HttpClient { BaseAddress = new Uri(WebAddress) };
        await UntilAsync("every service and the web page to be healthy", async () =>
        {
            foreach (var client in health)
            {
                var response = await client.CheckAsync(new Grpc.Health.V1.HealthCheckRequest());
                if (response.Status != Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving)
                    return false;
            }

            // Started last of all.
            using var page = await web.GetAsync(new Uri("/health", UriKind.Relative));
            return page.IsSuccessStatusCode;
        });
    }

    private protected void Forget()
    {
        foreach (var channel in _channels)
            channel.Dispose();
        Directory.Delete(StateFolder, recursive: true);
    }

    private static async Task<bool> AnswersYesAsync(Func<Task<bool>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception error) when (error is RpcException { StatusCode: StatusCode.Unavailable } or HttpRequestException)
        {
            return false;
        }
    }
}
