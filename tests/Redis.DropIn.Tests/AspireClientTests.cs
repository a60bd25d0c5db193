using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Redis.DropIn.Tests;

[Collection(RedisServerGroup.Name)]
public sealed class AspireClientTests(RedisServerFixture fixture)
{
    [Fact]
    public async Task AddRedisClient_ServerThere_IsHealthyAndTraced()
    {
        var builder = WebApplication.CreateBuilder(["--ConnectionStrings:cache", fixture.Server.Address]);
        builder.AddRedisClient("cache", configureOptions: options => options.ClientName = "by options");
        await using var app = builder.Build();
        var redis = app.Services.GetRequiredService<IConnectionMultiplexer>();
        List<Activity> spans = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OpenTelemetry.Instrumentation.StackExchangeRedis",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (spans)
                    spans.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await redis.GetDatabase().StringSetAsync(RedisServerFixture.NewKey(), "secret");
        var health = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal("by options", redis.ClientName);
        Assert.Equal(HealthStatus.Healthy, health.Entries["StackExchange.Redis"].Status);
        await Eventually.TrueAsync(() =>
        {
            lock (spans)
                return Task.FromResult(spans.Any(span => span.DisplayName == "SET"));
        });
        var set = spans.First(span => span.DisplayName == "SET");
        Assert.Equal((ActivityKind.Client, "redis", fixture.Server.Port), (set.Kind, set.GetTagItem("db.system"), set.GetTagItem("server.port")));
        Assert.DoesNotContain(set.TagObjects, tag => tag.Value as string == "secret");
    }

    [Fact]
    public async Task AddRedisClient_ServerAway_StartsUnhealthyAndRecovers()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await server.KillAsync();
        var builder = WebApplication.CreateBuilder(["--ConnectionStrings:cache", server.Address]);
        builder.AddRedisClient("cache");
        await using var app = builder.Build();
        var redis = app.Services.GetRequiredService<IConnectionMultiplexer>();
        var health = app.Services.GetRequiredService<HealthCheckService>();

        Assert.False(redis.IsConnected);
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);

        await server.StartAsync();
        await Eventually.TrueAsync(async () => (await health.CheckHealthAsync()).Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task AddKeyedRedisClient_SettingsOff_NoHealthCheck()
    {
        var builder = WebApplication.CreateBuilder(["--ConnectionStrings:other", fixture.Server.Address, "--Aspire:StackExchange:Redis:other:DisableHealthChecks", "true"]);
        builder.AddKeyedRedisClient("other");
        await using var app = builder.Build();

        Assert.True(app.Services.GetRequiredKeyedService<IConnectionMultiplexer>("other").IsConnected);
        Assert.Null(app.Services.GetService<HealthCheckService>());
    }

    [Fact]
    public async Task AddRedisClient_NoConnectionString_SaysWhichIsMissing()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddRedisClient("cache");
        await using var app = builder.Build();

        var exception = Assert.Throws<InvalidOperationException>(app.Services.GetRequiredService<IConnectionMultiplexer>);

        Assert.Contains("ConnectionStrings:cache", exception.Message, StringComparison.Ordinal);
    }
}
