using System.Globalization;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static class RedisBuilderExtensions
{
    private const string Server = "redis-server";

    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port) =>
        builder.AddRedis(name, port, null);

    /// <summary>The Redis whose connection string the configuration gives under this name; without one, a redis-server of our own on loopback.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        var given = builder.Configuration.GetConnectionString(name);
        var redis = password is null ? new RedisResource(name) : new RedisResource(name, password.Resource);
        redis.GivenConnectionString = given;
        var check = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            check, _ => new RedisPing(token => redis.GetConnectionStringAsync(token)), failureStatus: null, tags: null));
        var resource = builder.AddResource(redis).WithHealthCheck(check);
        return given is not null
            ? resource
            : resource.WithAnnotation(new LaunchAnnotation(token => PrepareAsync(redis, builder.AppHostDirectory, token)))
                .WithEndpoint(port: port, name: RedisResource.PrimaryEndpointName);
    }

    public static IResourceBuilder<RedisResource> WithPassword(this IResourceBuilder<RedisResource> builder, IResourceBuilder<ParameterResource>? password)
    {
        builder.Resource.PasswordParameter = password?.Resource;
        return builder;
    }

    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port) =>
        builder.WithEndpoint(RedisResource.PrimaryEndpointName, endpoint => endpoint.Port = port, createIfNotExists: false);

    /// <summary>Accepted so that a graph written for containers runs unchanged: this Redis is a cache and keeps nothing.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) => builder;

    /// <summary>Accepted so that a graph written for containers runs unchanged: this Redis is a cache and keeps nothing.</summary>
    public static IResourceBuilder<RedisResource> WithDataBindMount(this IResourceBuilder<RedisResource> builder, string source, bool isReadOnly = false) => builder;

    /// <summary>Accepted so that a graph written for containers runs unchanged: this Redis is a cache and keeps nothing.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1) => builder;

    private static async ValueTask<ProcessLaunch> PrepareAsync(RedisResource redis, string directory, CancellationToken cancellationToken)
    {
        if (Launches.Find(Server, directory) is not { } server)
            throw new DistributedApplicationException(
                $"There is no {Server} on PATH. Install it (Debian: apt-get install redis-server), or name a running Redis with ConnectionStrings:{redis.Name}.");
        var settings = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"port {redis.PrimaryEndpoint.Port}")
            .AppendLine("bind 127.0.0.1 -::1")
            .AppendLine("save \"\"")
            .AppendLine("appendonly no")
            .AppendLine("daemonize no")
            .AppendLine(CultureInfo.InvariantCulture, $"dir \"{Path.GetTempPath()}\"");
        if (redis.PasswordParameter is { } parameter)
            settings.AppendLine(CultureInfo.InvariantCulture, $"requirepass \"{await parameter.GetValueAsync(cancellationToken)}\"");
        return new ProcessLaunch(server, ["-"], directory) { Input = settings.ToString() };
    }
}
