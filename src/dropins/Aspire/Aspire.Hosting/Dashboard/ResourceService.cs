using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.V1;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>What the dashboard asks of the AppHost.</summary>
internal sealed class ResourceService(
    DashboardSettings settings,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime) : DashboardService.DashboardServiceBase
{
    private const int LinesPerMessage = 500;

    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context) =>
        Task.FromResult(new ApplicationInformationResponse { ApplicationName = settings.ApplicationName });

    public override Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context) =>
        UntilStoppedAsync(context, async cancellationToken =>
        {
            var initial = new InitialResourceData();
            initial.Resources.AddRange(notifications.Current().Select(ResourceMapper.Map));
            await responseStream.WriteAsync(new WatchResourcesUpdate { InitialData = initial }, cancellationToken);
            await foreach (var change in notifications.WatchAsync(cancellationToken))
            {
                var changes = new WatchResourcesChanges { Value = { new WatchResourcesChange { Upsert = ResourceMapper.Map(change) } } };
                await responseStream.WriteAsync(new WatchResourcesUpdate { Changes = changes }, cancellationToken);
            }
        });

    public override Task WatchResourceConsoleLogs(
        WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context) =>
        UntilStoppedAsync(context, async cancellationToken =>
        {
            var lines = request.SuppressFollow ? logs.GetAllAsync(request.ResourceName) : logs.WatchAsync(request.ResourceName);
            await foreach (var batch in lines.WithCancellation(cancellationToken))
                foreach (var part in batch.Chunk(LinesPerMessage))
                {
                    var update = new WatchResourceConsoleLogsUpdate();
                    update.LogLines.AddRange(part.Select(line =>
                        new ConsoleLogLine { Text = line.Content, IsStdErr = line.IsErrorMessage, LineNumber = line.LineNumber }));
                    await responseStream.WriteAsync(update, cancellationToken);
                }
        });

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, context.CancellationToken);
        var response = new ResourceCommandResponse
        {
            Kind = result.Canceled ? ResourceCommandResponseKind.Cancelled
                : result.Success ? ResourceCommandResponseKind.Succeeded
                : ResourceCommandResponseKind.Failed,
        };
        if (result.Message is { } message)
            response.Message = message;
        if (result.Data is { } data)
            response.Result = new CommandResult
            {
                Value = data.Value,
                Format = (V1.CommandResultFormat)((int)data.Format + 1),
                DisplayImmediately = data.DisplayImmediately,
            };
        return response;
    }

    /// <summary>No dialogs are ever opened, but the dashboard wants to hear that somebody listens.</summary>
    public override Task WatchInteractions(
        IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream, IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream, ServerCallContext context) =>
        UntilStoppedAsync(context, async cancellationToken =>
        {
            await context.WriteResponseHeadersAsync([]);
            while (await requestStream.MoveNext(cancellationToken))
            {
            }
        });

    private async Task UntilStoppedAsync(ServerCallContext context, Func<CancellationToken, Task> serve)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await serve(stop.Token);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The dashboard has gone, or this service goes: either way the stream is over.
        }
    }
}
