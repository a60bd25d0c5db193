using EfficientMnist.Contracts.V1;

namespace EfficientMnist.ServiceDefaults.Tests;

public sealed class ServiceClientTests
{
    [Fact]
    public async Task Client_OfAServiceThatIsConfigured_FindsItAndCarriesTheKey()
    {
        await using var service = await TestService.StartAsync("--Services:Key=secret");
        service.Configuration["services:dataset-store:grpc:0"] = service.Urls[0].ToString();

        var response = await service.CreateServiceClient().GetDatasetAsync(new GetDatasetRequest { Name = "fine" });

        Assert.Equal("fine", response.Dataset.Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("somewhere")]
    public async Task Client_OfAServiceWithoutAnAddress_IsRefusedAtOnceWithTheSettingToSet(string? address)
    {
        await using var service = await TestService.StartAsync();
        service.Configuration["services:dataset-store:grpc:0"] = address;

        var error = Assert.Throws<InvalidOperationException>(service.CreateServiceClient);

        Assert.Contains("services:dataset-store:grpc:0", error.Message, StringComparison.Ordinal);
        Assert.Contains("services__dataset-store__grpc__0", error.Message, StringComparison.Ordinal);
    }
}
