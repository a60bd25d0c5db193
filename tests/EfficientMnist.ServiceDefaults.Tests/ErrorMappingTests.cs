using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.ServiceDefaults.Tests;

public sealed class ErrorMappingTests
{
    [Theory]
    [InlineData("argument", StatusCode.InvalidArgument)]
    [InlineData("validation", StatusCode.InvalidArgument)]
    [InlineData("missing", StatusCode.NotFound)]
    [InlineData("file", StatusCode.NotFound)]
    [InlineData("corrupt", StatusCode.FailedPrecondition)]
    [InlineData("state", StatusCode.FailedPrecondition)]
    [InlineData("slow", StatusCode.DeadlineExceeded)]
    [InlineData("status", StatusCode.ResourceExhausted)]
    public async Task Call_ThatFailsAsExpected_TellsTheCallerWhy(string failure, StatusCode status)
    {
        await using var service = await TestService.StartAsync();

        var unary = await Assert.ThrowsAsync<RpcException>(async () => await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = failure }));
        using var call = service.Client.StreamImages(new StreamImagesRequest { Dataset = failure });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var streaming = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((status, ThrowingDatasetStore.Message), (unary.StatusCode, unary.Status.Detail));
        Assert.Equal((status, ThrowingDatasetStore.Message), (streaming.StatusCode, streaming.Status.Detail));
    }

    [Fact]
    public async Task Call_ThatFailsUnexpectedly_KeepsTheInsideInside()
    {
        await using var service = await TestService.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = "bug" }));

        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.DoesNotContain("secret", error.Status.Detail, StringComparison.Ordinal);
    }
}
