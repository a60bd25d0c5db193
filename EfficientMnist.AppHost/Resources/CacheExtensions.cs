using EfficientMnist.AppHost.Restarts;
using EfficientMnist.AppHost.Startup;
using Microsoft.Extensions.DependencyInjection;

namespace EfficientMnist.AppHost.Resources;

internal static class CacheExtensions
{
    private const string Name = "cache";
    private const string Program = "redis-server";
    private const string Loopback = "127.0.0.1";

    /// <summary>
    /// The Redis given as connection string <c>cache</c>, else a container where <c>Cache:Container</c> asks for one,
    /// else Debian's <c>redis-server</c> as a process that ends with the system.
    /// </summary>
    /// <exception cref="CannotStartException">There is none to be had; says how to get one.</exception>
    public static IResourceBuilder<IResourceWithConnectionString> AddCache(this IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        if (settings.HasConnectionString(Name))
            return builder.AddConnectionString(Name);
        return settings.CacheInContainer ? builder.AddRedis(Name) : builder.AddRedisServer(FindProgram(), settings);
    }

    private static IResourceBuilder<RedisServerResource> AddRedisServer(this IDistributedApplicationBuilder builder, string program, AppHostSettings settings)
    {
        const string check = $"{Name}_ping";
        string? address = null;
        builder.Services.AddHealthChecks().AddRedis(_ => address ?? throw new InvalidOperationException("Redis has no address yet."), name: check);
        var redis = new RedisServerResource(Name, program, Path.GetTempPath(), settings.CachePassword);
        return builder.AddResource(redis)
            .OnConnectionStringAvailable(async (resource, _, cancellationToken) => address = await resource.ConnectionStringExpression.GetValueAsync(cancellationToken))
            .WithEndpoint(RedisServerResource.EndpointName, endpoint =>
            {
                endpoint.IsProxied = false;
                endpoint.TargetHost = Loopback;
            })
            .WithArgs(context =>
            {
                context.Args.Add(WriteConfiguration(settings));
                context.Args.Add("--port");
                context.Args.Add(redis.Port);
            })
            // It is a cache: what it holds can be computed again, so nothing of it goes to disk.
            .WithArgs("--bind", Loopback, "--save", "", "--appendonly", "no", "--daemonize", "no")
            .WithHealthCheck(check)
            .StartAgainAfterCrash();
    }

    // Arguments can be read by every user of the machine, this file by its own alone.
    private static string WriteConfiguration(AppHostSettings settings)
    {
        var path = Path.Combine(settings.StateFolder, "redis.conf");
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine($"requirepass {settings.CachePassword}");
        return path;
    }

    private static string FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, Program))
            .FirstOrDefault(File.Exists)
        ?? throw new CannotStartException(
            $"There is no {Program} on PATH. Install it (Debian, Ubuntu: sudo apt-get install {Program}), name a running Redis with --ConnectionStrings:{Name}=<host:port>, or have it in a container with --Cache:Container=true.");
}
