using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Grpc.Health.V1;

namespace EfficientMnist.ServiceDefaults.Tests;

public sealed class ServiceKeyTests
{
    private static readonly GetDatasetRequest Request = new() { Name = "fine" };

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("secret-and-more")]
    public async Task Call_WithoutTheKey_IsRefused(string? presented)
    {
        await using var service = await TestService.StartAsync("--Services:Key=secret");
        Metadata headers = presented is null ? [] : [new Metadata.Entry("x-eml-key", presented)];

        var error = await Assert.ThrowsAsync<RpcException>(async () => await service.Client.GetDatasetAsync(Request, headers));

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
    }

    [Fact]
    public async Task Service_WithoutAKey_StartsOnlyWhereThatIsMeant()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestService.StartAsync("--Services:AllowAnonymous=false"));
        Assert.Contains("There is no service key", error.Message, StringComparison.Ordinal);
        Assert.Contains("Services:AllowAnonymous=true", error.Message, StringComparison.Ordinal);

        await using var service = await TestService.StartAsync("--Services:AllowAnonymous=true");
        Assert.Equal("fine", (await service.Client.GetDatasetAsync(Request)).Dataset.Name);
    }

    [Fact]
    public async Task Call_WithTheKey_IsAnswered()
    {
        await using var service = await TestService.StartAsync("--Services:Key=secret");

        var response = await service.Client.GetDatasetAsync(Request, new Metadata { { "x-eml-key", "secret" } });

        Assert.Equal("fine", response.Dataset.Name);
    }

    [Fact]
    public async Task Health_WithoutTheKey_IsAnswered()
    {
        await using var service = await TestService.StartAsync("--Services:Key=secret");

        var response = await new Health.HealthClient(service.Channel).CheckAsync(new HealthCheckRequest());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, response.Status);
    }
}
