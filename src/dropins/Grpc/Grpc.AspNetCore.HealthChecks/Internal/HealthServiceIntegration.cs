using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks.Internal;

// grpc.health.v1 over the application's health checks. The checks run anew for each request unless the cache is asked for;
// a watch reports a change when the health publisher has found it.
internal sealed class HealthServiceIntegration(
    HealthCheckService checks,
    PublishedHealth published,
    IOptions<GrpcHealthChecksOptions> options,
    IHostApplicationLifetime lifetime) : Grpc.Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = await StatusAsync(request.Service, context.CancellationToken);
        return status == ServingStatus.ServiceUnknown
            ? throw new RpcException(new Status(StatusCode.NotFound, ""))
            : new HealthCheckResponse { Status = status };
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStopping.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), stopping);
        ServingStatus? sent = null;
        while (true)
        {
            var next = published.Next;
            var stopped = stopping.Task.IsCompleted;
            var status = stopped ? ServingStatus.NotServing : await StatusAsync(request.Service, context.CancellationToken);
            if (status != sent)
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
            if (stopped && !options.Value.SuppressCompletionOnShutdown)
                return;

            sent = status;
            await Task.WhenAny(next, stopped ? Task.Delay(Timeout.Infinite, context.CancellationToken) : stopping.Task).WaitAsync(context.CancellationToken);
        }
    }

    private async Task<ServingStatus> StatusAsync(string service, CancellationToken cancellationToken)
    {
        if (options.Value.Services.Find(service) is not { } mapping)
            return ServingStatus.ServiceUnknown;

        var report = options.Value.UseHealthChecksCache
            ? published.Last
            : await checks.CheckHealthAsync(check => mapping.Includes(check.Name, check.Tags), cancellationToken);
        if (report is null)
            return ServingStatus.NotServing;

        var unhealthy = report.Entries.Any(entry => entry.Value.Status == HealthStatus.Unhealthy && mapping.Includes(entry.Key, entry.Value.Tags));
        return unhealthy ? ServingStatus.NotServing : ServingStatus.Serving;
    }
}
