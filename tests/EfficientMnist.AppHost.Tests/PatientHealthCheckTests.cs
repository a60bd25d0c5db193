using System.Net;
using System.Net.Sockets;
using EfficientMnist.AppHost.Resources;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EfficientMnist.AppHost.Tests;

/// <summary>Beside a service that is a real socket.</summary>
public sealed class PatientHealthCheckTests : IDisposable
{
    private readonly TcpListener _service = new(IPAddress.Loopback, 0);

    public PatientHealthCheckTests() => _service.Start();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Check_OfAServiceThatIsHealthyTheThirdTime_IsHealthyWithoutBeingAskedForAgain()
    {
        var check = Check(patience: TimeSpan.FromMinutes(5));

        await AnswerAsync("503 Service Unavailable");
        await AnswerAsync(null);
        Assert.False(check.IsCompleted);
        await AnswerAsync("200 OK");

        Assert.Equal(HealthStatus.Healthy, (await check).Status);
    }

    [Fact]
    public async Task Check_OfAServiceThatIsNotHealthyInTime_SaysWhatItAnswered()
    {
        var check = Check(patience: TimeSpan.Zero);
        await AnswerAsync("503 Service Unavailable");

        Assert.Equal((HealthStatus.Unhealthy, $"{Address} answers 503."), ((await check).Status, (await check).Description));
    }

    [Fact]
    public async Task Check_OfAServiceThatIsNotThere_SaysSo()
    {
        var address = Address;
        _service.Stop();

        var result = await new PatientHealthCheck(() => address, TimeSpan.Zero).CheckHealthAsync(new HealthCheckContext());

        Assert.Equal((HealthStatus.Unhealthy, $"{address} does not answer."), (result.Status, result.Description));
    }

    private Uri Address => new($"http://{_service.LocalEndpoint}/health");

    private Task<HealthCheckResult> Check(TimeSpan patience) =>
        new PatientHealthCheck(() => Address, patience).CheckHealthAsync(new HealthCheckContext());

    /// <summary>Takes the next question and answers with this status, or breaks off without an answer.</summary>
    private async Task AnswerAsync(string? status)
    {
        using var connection = await _service.AcceptTcpClientAsync();
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }
        if (status is not null)
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }
}
