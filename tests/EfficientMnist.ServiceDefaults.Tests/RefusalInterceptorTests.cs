using EfficientMnist.Contracts.V1;
using EfficientMnist.ServiceDefaults.Errors;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EfficientMnist.ServiceDefaults.Tests;

public sealed class RefusalInterceptorTests
{
    [Theory]
    [InlineData("invalid", StatusCode.InvalidArgument, "INVALID")]
    [InlineData("missing", StatusCode.NotFound, "NOT_FOUND")]
    [InlineData("conflict", StatusCode.FailedPrecondition, "CONFLICT")]
    [InlineData("taken", StatusCode.AlreadyExists, "TAKEN")]
    [InlineData("exhausted", StatusCode.ResourceExhausted, "EXHAUSTED")]
    [InlineData("away", StatusCode.Unavailable, "UNAVAILABLE")]
    public async Task Call_ThatIsRefused_TellsTheCallerWhyInWordsAndDetails(string refusal, StatusCode status, string reason)
    {
        var log = new Entries();
        await using var service = await StartAsync(log);

        var unary = await Assert.ThrowsAsync<RpcException>(async () => await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = refusal }));
        using var call = service.Client.StreamImages(new StreamImagesRequest { Dataset = refusal });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var streaming = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.All([unary, streaming], error =>
        {
            Assert.Equal((status, ThrowingDatasetStore.Message), (error.StatusCode, error.Status.Detail));
            Assert.Equal(reason, error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        });
        Assert.DoesNotContain(log.Written, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Call_OnAFullDisk_SaysSoAndCanBeMadeAgain()
    {
        await using var service = await TestService.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = "full" }));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.StartsWith("The disk is full (No space left on device : '/state/x').", error.Status.Detail, StringComparison.Ordinal);
        Assert.True(error.IsOfADisk());
    }

    [Fact]
    public async Task Call_WithABadField_NamesItInTheDetails()
    {
        await using var service = await TestService.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = "invalid" }));

        Assert.Equal("count", error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Single().Field);
    }

    [Fact]
    public async Task Call_BeyondABudget_TellsTheNumbersInTheDetails()
    {
        await using var service = await TestService.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = "exhausted" }));

        Assert.Equal("3", error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["budget_remaining"]);
    }

    [Theory]
    [InlineData("argument")]
    [InlineData("state")]
    [InlineData("bug")]
    public async Task Call_ThatFails_IsLoggedWithItsStackAndAnsweredWithoutAWordOfIt(string fault)
    {
        var log = new Entries();
        await using var service = await StartAsync(log);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = fault }));

        Assert.Equal((StatusCode.Internal, "The service failed; its log has the details."), (error.StatusCode, error.Status.Detail));
        var written = log.Written.Single(entry => entry.Level == LogLevel.Error);
        Assert.Contains(nameof(ThrowingDatasetStore), written.Error?.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WhoseCallerHasGoneAmidTheAnswer_IsNoFault()
    {
        var log = new Entries();
        await using (var service = await StartAsync(log))
        {
            using var call = service.Client.StreamImages(new StreamImagesRequest { Dataset = ThrowingDatasetStore.Endless });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }

        Assert.DoesNotContain(log.Written, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Call_ThatAnotherServiceRefused_PassesItsStatusOn()
    {
        await using var service = await TestService.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = "status" }));

        Assert.Equal((StatusCode.ResourceExhausted, ThrowingDatasetStore.Message), (error.StatusCode, error.Status.Detail));
    }

    private static Task<TestService> StartAsync(Entries log) => TestService.StartAsync(builder => builder.Services.AddSingleton<ILoggerProvider>(log));

    /// <summary>Keeps what the service defaults' own classes log.</summary>
    private sealed class Entries : ILoggerProvider
    {
        private readonly List<(LogLevel Level, Exception? Error)> _written = [];

        public IReadOnlyList<(LogLevel Level, Exception? Error)> Written
        {
            get
            {
                lock (_written)
                    return [.. _written];
            }
        }

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName.StartsWith("EfficientMnist.", StringComparison.Ordinal));

        public void Dispose()
        {
        }

        private sealed class Logger(Entries entries, bool isOurs) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => isOurs;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (!isOurs)
                    return;
                lock (entries._written)
                    entries._written.Add((logLevel, exception));
            }
        }
    }
}
