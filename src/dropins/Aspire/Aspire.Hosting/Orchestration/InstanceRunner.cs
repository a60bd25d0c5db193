using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts, stops and watches the process of one instance, and tells its state.</summary>
internal sealed class InstanceRunner(
    ResourceInstance instance,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ProcessEnvironment environment,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(8);

    private readonly ILogger _logger = logs.GetLogger(instance.Id);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private CancellationTokenSource _waiting = new();
    private ChildProcess? _process;
    private Task _ended = Task.CompletedTask;
    private bool _stopping;
    private bool _closed;

    public ResourceInstance Instance => instance;

    /// <summary>Waits for what the resource needs, then starts it. A start command in the meantime starts it at once.</summary>
    public async Task StartWhenReadyAsync()
    {
        var waiting = _waiting.Token;
        try
        {
            if (instance.Resource.HasAnnotationOfType<WaitAnnotation>())
            {
                await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Waiting, ExitCode = null, StopTimeStamp = null });
                await notifications.WaitForDependenciesAsync(instance.Resource, waiting);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception error)
        {
            // What it waits for will not come, or a ready handler of that has failed: a state of this resource either way.
            if (!waiting.IsCancellationRequested)
                await FailAsync(error);
            return;
        }

        await LaunchAsync();
    }

    public async Task StartNowAsync()
    {
        var isWaiting = notifications.TryGetCurrentState(instance.Id, out var current) && current.Snapshot.State?.Text == KnownResourceStates.Waiting;
        await StopWaitingAsync();
        if (isWaiting)
            await LaunchAsync();
        else
            _ = StartWhenReadyAsync();
    }

    /// <summary>Asks the process to end, and ends it when it does not.</summary>
    public async Task StopAsync()
    {
        await StopWaitingAsync();
        await _gate.WaitAsync();
        try
        {
            if (_process is { } process && !process.Exited.IsCompleted)
            {
                _stopping = true;
                await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Stopping });
                await process.StopAsync(s_grace);
            }

            await _ended;
            if (notifications.TryGetCurrentState(instance.Id, out var current) && current.Snapshot.State?.Text == KnownResourceStates.Waiting)
                await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.NotStarted });
        }
        finally
        {
            _stopping = false;
            _gate.Release();
        }
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await LaunchAsync();
    }

    /// <summary>Stops for good: nothing starts the instance any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await StopAsync();
    }

    private async Task StopWaitingAsync()
    {
        var old = Interlocked.Exchange(ref _waiting, new CancellationTokenSource());
        await old.CancelAsync();
    }

    private async Task LaunchAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_closed || _process?.Exited.IsCompleted == false)
                return;
            await _ended;
            await PublishAsync(snapshot => snapshot with
            {
                State = KnownResourceStates.Starting,
                ExitCode = null,
                StopTimeStamp = null,
                Ready = null,
                HealthReports = [.. snapshot.HealthReports.Select(report => report with { Status = null, Description = null, ExceptionText = null })],
            });
            await eventing.PublishAsync(new BeforeResourceStartedEvent(instance.Resource, services));
            await ExecuteAsync();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever keeps a process from starting is that resource's state; the application goes on.
            await FailAsync(error);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ExecuteAsync()
    {
        var none = CancellationToken.None;
        EndpointAllocator.CheckFree(instance);
        var launch = await Launches.PrepareAsync(instance.Resource, none);
        var own = await environment.ArgumentsAsync(instance, _logger, none);
        launch = launch with { Arguments = [.. launch.Arguments, .. own] };
        var variables = await environment.VariablesAsync(instance, _logger, none);
        var all = ProcessEnvironment.Inherited();
        foreach (var (name, value) in variables)
            all[name] = value;

        var process = await ChildProcess.StartAsync(launch, all, (line, isError) => logs.Add(instance.Id, line, isError));
        _process = process;
        await PublishAsync(snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = time.GetUtcNow().UtcDateTime,
            EnvironmentVariables = [.. variables.Select(variable => new EnvironmentVariableSnapshot(variable.Key, variable.Value, IsFromSpec: true))],
            Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = false })],
            Properties =
            [
                .. launch.Properties,
                new("executable.path", launch.FileName),
                new("executable.workDir", launch.WorkingDirectory),
                new("executable.args", launch.Arguments.ToArray()) { IsSensitive = true },
                new("executable.pid", process.Id.ToString(CultureInfo.InvariantCulture)),
                .. own.Count == 0 ? [] : new ResourcePropertySnapshot[] { new("resource.appArgs", own.ToArray()) { IsSensitive = true } },
            ],
        });
        _ended = WatchAsync(process);
    }

    private async Task WatchAsync(ChildProcess process)
    {
        var exitCode = await process.Exited;
        var state = exitCode == 0 && !_stopping
            ? new ResourceStateSnapshot(KnownResourceStates.Finished, KnownResourceStateStyles.Success)
            : new ResourceStateSnapshot(KnownResourceStates.Exited, _stopping ? null : KnownResourceStateStyles.Error);
        Log.ProcessEnded(_logger, process.Id, exitCode);
        await PublishAsync(snapshot => snapshot with
        {
            State = state,
            ExitCode = exitCode,
            StopTimeStamp = time.GetUtcNow().UtcDateTime,
            Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = true })],
        });
        if (notifications.TryGetCurrentState(instance.Id, out var last))
            await eventing.PublishAsync(new ResourceStoppedEvent(instance.Resource, services, last));
    }

    private async Task FailAsync(Exception error)
    {
        Log.FailedToStart(_logger, error is DistributedApplicationException ? null : error, instance.Resource.Name, error.Message);
        await PublishAsync(snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
            StopTimeStamp = time.GetUtcNow().UtcDateTime,
        });
    }

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        notifications.PublishUpdateAsync(instance.Resource, instance.Id, change);
}
