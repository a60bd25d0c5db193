using Grpc.Core;
using Grpc.DropIn.Tests.Echoing;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.DropIn.Tests.Hosting;

public sealed class HealthWatchTests
{
    [Fact]
    public async Task Watch_HealthChanges_AreReportedAndTheEndToo()
    {
        var healthy = true;
        var app = await EchoHost.StartAsync(configureServices: services =>
        {
            services.AddHealthChecks().AddCheck("switch", () => Volatile.Read(ref healthy) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
            services.Configure<HealthCheckPublisherOptions>(options => (options.Delay, options.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        });
        using var channel = GrpcChannel.ForAddress(app.Address());
        var client = new Health.V1.Health.HealthClient(channel);
        using var watch = client.Watch(new HealthCheckRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30));
        List<ServingStatus> seen = [await NextAsync(watch)];

        Volatile.Write(ref healthy, false);
        seen.Add(await NextAsync(watch));
        Assert.Equal(ServingStatus.NotServing, (await client.CheckAsync(new HealthCheckRequest())).Status);
        Volatile.Write(ref healthy, true);
        seen.Add(await NextAsync(watch));
        var stop = app.StopAsync();
        seen.Add(await NextAsync(watch));

        Assert.False(await watch.ResponseStream.MoveNext());
        await stop;
        await app.DisposeAsync();
        Assert.Equal([ServingStatus.Serving, ServingStatus.NotServing, ServingStatus.Serving, ServingStatus.NotServing], seen);
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext());
        return watch.ResponseStream.Current.Status;
    }
}
