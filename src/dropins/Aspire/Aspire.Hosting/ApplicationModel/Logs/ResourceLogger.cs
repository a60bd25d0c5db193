using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Writes what the host says about a resource between that resource's own lines.</summary>
internal sealed class ResourceLogger(ResourceLoggerService logs, string resourceId) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        logs.Add(resourceId, exception is null ? text : $"{text} {exception.Message}", logLevel >= LogLevel.Error);
    }
}
