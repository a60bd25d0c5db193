using System.Threading.Channels;
using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.DropIn.Tests.Dashboard;

/// <summary>What the AppHost writes to its own log.</summary>
internal sealed class TestLog : ILoggerProvider, ILogger
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public static TestLog Capture(IDistributedApplicationBuilder builder)
    {
        var log = new TestLog();
        builder.Services.AddSingleton<ILoggerProvider>(log);
        return log;
    }

    public async Task<string> WaitForAsync(string start, CancellationToken cancellationToken)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
            if (line.StartsWith(start, StringComparison.Ordinal))
                return line;
        throw new InvalidOperationException($"The log has ended without a line '{start}'.");
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Writer.TryWrite(formatter(state, exception));

    public void Dispose() => _lines.Writer.TryComplete();
}
