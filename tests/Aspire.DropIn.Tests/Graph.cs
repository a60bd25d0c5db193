using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.DropIn.Tests;

/// <summary>A graph of real processes, without a dashboard; everything ends with it.</summary>
internal sealed class Graph : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient s_client = new();

    private readonly CancellationTokenSource _deadline = new(s_patience);
    private readonly List<string> _history = [];
    private DistributedApplication? _application;
    private Task _recording = Task.CompletedTask;

    private Graph(params string[] args) =>
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

    public IDistributedApplicationBuilder Builder { get; }

    public DistributedApplication Application => _application ?? throw new InvalidOperationException("The graph is not started.");

    public CancellationToken Deadline => _deadline.Token;

    public ResourceNotificationService Notifications => Application.ResourceNotifications;

    public static Graph Create(params string[] args) => new(args);

    /// <summary>The echo program as a project resource with an HTTP endpoint.</summary>
    public IResourceBuilder<ProjectResource> AddEcho(string name, params string[] args) =>
        Builder.AddProject<Projects.Echo>(name, project => project.ExcludeLaunchProfile = true).WithHttpEndpoint(env: "HTTP_PORT").WithArgs(args);

    public async Task StartAsync()
    {
        _application = Builder.Build();
        _recording = RecordAsync(_application);
        await _application.StartAsync(Deadline);
    }

    public async Task<CustomResourceSnapshot> StateAsync(string name, string state)
    {
        var found = await Notifications.WaitForResourceAsync(name, change => change.Snapshot.State?.Text == state, Deadline);
        return found.Snapshot;
    }

    public Task HealthyAsync(string name) => Notifications.WaitForResourceHealthyAsync(name, Deadline);

    /// <summary>What the echo process says about itself, once it listens.</summary>
    public async Task<Echoed> AskAsync(IResourceBuilder<IResourceWithEndpoints> echo, string endpoint = "http", int replica = 0)
    {
        await Notifications.WaitForResourceAsync(echo.Resource.Name, KnownResourceStates.Running, Deadline);
        var address = echo.Resource.GetEndpoint(endpoint).EndpointAnnotation.AllocatedReplicas[replica].UriString;
        return await AskAsync(new Uri(address));
    }

    public async Task<Echoed> AskAsync(Uri address)
    {
        while (true)
        {
            try
            {
                return (await s_client.GetFromJsonAsync<Echoed>(address, JsonSerializerOptions.Web, Deadline))!;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, Deadline);
            }
        }
    }

    /// <summary>States in the order in which they were told, as "name: state".</summary>
    public IReadOnlyList<string> History()
    {
        lock (_history)
            return [.. _history];
    }

    public async Task<ExecuteCommandResult> CommandAsync(IResourceBuilder<IResource> resource, string command) =>
        await Application.ResourceCommands.ExecuteCommandAsync(resource.Resource, command, Deadline);

    public async Task<IReadOnlyList<LogLine>> LinesAsync(IResourceBuilder<IResource> resource, Func<IReadOnlyList<LogLine>, bool> enough)
    {
        var seen = new List<LogLine>();
        await foreach (var batch in Application.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(resource.Resource).WithCancellation(Deadline))
        {
            seen.AddRange(batch);
            if (enough(seen))
                break;
        }

        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }

        await _deadline.CancelAsync();
        await _recording;
        _deadline.Dispose();
    }

    private async Task RecordAsync(DistributedApplication application)
    {
        try
        {
            await foreach (var change in application.ResourceNotifications.WatchAsync(Deadline))
            {
                var entry = $"{change.Resource.Name}: {change.Snapshot.State?.Text}";
                lock (_history)
                    if (!_history.Contains(entry))
                        _history.Add(entry);
            }
        }
        catch (OperationCanceledException)
        {
            // The graph has gone.
        }
    }

    internal sealed record Echoed(Dictionary<string, string> Environment, string[] Arguments, string Directory, int ProcessId);
}
