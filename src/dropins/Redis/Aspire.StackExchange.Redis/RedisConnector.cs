using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

/// <summary>From settings and configuration to a multiplexer.</summary>
internal static class RedisConnector
{
    public static IConnectionMultiplexer Connect(
        StackExchangeRedisSettings settings,
        IConfiguration section,
        string connectionName,
        Action<ConfigurationOptions>? configureOptions,
        ILoggerFactory? loggers)
    {
        var options = settings.ConnectionString is { } text ? ConfigurationOptions.Parse(text) : new ConfigurationOptions();

        // In a distributed application the server may come later than its clients.
        options.DefaultAbortOnConnectFail = false;
        options.LoggerFactory = loggers;
        section.GetSection("ConfigurationOptions").Bind(options);
        configureOptions?.Invoke(options);
        if (options.EndPoints.Count == 0)
        {
            throw new InvalidOperationException(
                $"No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:{connectionName}' or for the 'Aspire:StackExchange:Redis:ConnectionString' configuration key.");
        }

        var multiplexer = ConnectionMultiplexer.Connect(options);
        multiplexer.IsTraced = !settings.DisableTracing;
        return multiplexer;
    }
}
