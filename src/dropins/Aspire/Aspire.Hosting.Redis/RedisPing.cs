using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Redis;

/// <summary>Healthy while the server answers PING.</summary>
internal sealed class RedisPing(Func<CancellationToken, ValueTask<string?>> connectionString) : IHealthCheck
{
    private const int DefaultPort = 6379;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_timeout);
        try
        {
            var (host, port, password) = Parse(await connectionString(deadline.Token) ?? "");
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, deadline.Token);
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            if (password is not null && await AskAsync(client, reader, ["AUTH", password], deadline.Token) != "+OK")
                return HealthCheckResult.Unhealthy($"{host}:{port} refuses the password.");
            var answer = await AskAsync(client, reader, ["PING"], deadline.Token);
            return answer == "+PONG" ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{host}:{port} answered '{answer}' to PING.");
        }
        catch (Exception error) when (error is SocketException or IOException or FormatException)
        {
            return HealthCheckResult.Unhealthy(error.Message, error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"No answer within {s_timeout.TotalSeconds} s.", error);
        }
    }

    /// <summary>The first server, and the password, of a connection string as StackExchange.Redis reads it.</summary>
    internal static (string Host, int Port, string? Password) Parse(string connectionString)
    {
        var parts = connectionString.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var server = parts.FirstOrDefault(part => !part.Contains('=')) ?? throw new FormatException("The connection string names no server.");
        var password = parts.FirstOrDefault(part => part.StartsWith("password=", StringComparison.OrdinalIgnoreCase))?["password=".Length..];
        var colon = server.LastIndexOf(':');
        return colon < 0
            ? (server, DefaultPort, password)
            : (server[..colon], int.Parse(server[(colon + 1)..], CultureInfo.InvariantCulture), password);
    }

    private static async Task<string?> AskAsync(TcpClient client, StreamReader reader, string[] command, CancellationToken cancellationToken)
    {
        var request = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (var word in command)
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellationToken);
        return await reader.ReadLineAsync(cancellationToken);
    }
}
