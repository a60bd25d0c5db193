using System.Net;

namespace EfficientMnist.ServiceDefaults.Tests;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Probe_OfAHealthyService_IsOk(string path)
    {
        await using var service = await TestService.StartAsync("--Services:Key=secret");
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(service.Urls[1], path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Endpoints_Unconfigured_AreOnLoopbackOnly()
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal(2, service.Urls.Count);
        Assert.All(service.Urls, url => Assert.Equal("127.0.0.1", url.Host));
    }

    [Fact]
    public async Task Port_OutOfRange_IsRefusedWithTheValue()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => TestService.StartAsync("--HTTP_PORT=70000"));

        Assert.Contains("70000", error.Message, StringComparison.Ordinal);
    }
}
