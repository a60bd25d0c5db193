using System.Net;
using EfficientMnist.Contracts.Topology;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.Cli.Tests.Fakes;

/// <summary>The four services on one port, playing what a test has written; the command line runs against it as a user's would.</summary>
internal sealed class ScriptedSystem : IAsyncDisposable
{
    public const string Key = "the-key";

    private readonly WebApplication _app;

    private ScriptedSystem()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options => options.Interceptors.Add<KeyCheck>());
        builder.Services.AddSingleton(Classifier).AddSingleton(Store).AddSingleton(Oracle).AddSingleton(Trainer);
        _app = builder.Build();
        _app.MapGrpcService<ScriptedClassifier>();
        _app.MapGrpcService<ScriptedStore>();
        _app.MapGrpcService<ScriptedOracle>();
        _app.MapGrpcService<ScriptedTrainer>();
    }

    public ScriptedClassifier Classifier { get; } = new();

    public ScriptedStore Store { get; } = new();

    public ScriptedOracle Oracle { get; } = new();

    public ScriptedTrainer Trainer { get; } = new();

    public static async Task<ScriptedSystem> StartAsync()
    {
        var system = new ScriptedSystem();
        await system._app.StartAsync();
        return system;
    }

    /// <summary>Runs the command line in a process of its own state: addresses and key as the AppHost hands them over.</summary>
    public Task<CliRun> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    /// <summary>The same, with lines typed.</summary>
    public Task<CliRun> TypeAsync(string input, params string[] arguments) => CliRun.OfAsync(Environment(), arguments, input, terminal: false, default);

    /// <summary>The same, on a terminal.</summary>
    public Task<CliRun> TypeOnATerminalAsync(string input, params string[] arguments) => CliRun.OfAsync(Environment(), arguments, input, terminal: true, default);

    public Task<CliRun> RunAsync(CancellationToken cancellationToken, params string[] arguments) => CliRun.OfAsync(Environment(), arguments, cancellationToken);

    /// <summary>Leaves key and addresses in a state folder, as the AppHost does, with trouble of one service.</summary>
    public void WriteSystemFile(string folder, string troubled, ServiceTrouble trouble) => new SystemFile
    {
        Key = Key,
        Services = ServiceNames.Grpc.ToDictionary(name => name, name => new SystemService { Address = new Uri(_app.Urls.First()), Trouble = name == troubled ? trouble : null }),
    }.Write(folder);

    private Dictionary<string, string> Environment() =>
        ServiceNames.Grpc.ToDictionary(name => $"services__{name}__grpc__0", _ => _app.Urls.First()).Append(KeyValuePair.Create("Services__Key", Key)).Append(KeyValuePair.Create("USER", "ann")).ToDictionary();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class KeyCheck : Grpc.Core.Interceptors.Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            context.RequestHeaders.GetValue(SystemFile.KeyHeader) == Key
                ? continuation(request, context)
                : throw new RpcException(new Status(StatusCode.Unauthenticated, "No valid service key."));
    }
}
