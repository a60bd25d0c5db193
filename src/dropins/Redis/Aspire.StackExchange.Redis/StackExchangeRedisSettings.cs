namespace Aspire.StackExchange.Redis;

/// <summary>Read from the section Aspire:StackExchange:Redis and the connection string.</summary>
public sealed class StackExchangeRedisSettings
{
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    public bool DisableTracing { get; set; }

    /// <summary>False: connect at start instead of at first use.</summary>
    public bool DisableAutoActivation { get; set; } = true;
}
