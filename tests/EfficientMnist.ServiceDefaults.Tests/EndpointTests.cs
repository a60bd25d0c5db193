using System.Diagnostics;
using System.Net;
using EfficientMnist.Contracts.V1;

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

    [Fact]
    public async Task ServerSpan_OfAnRpc_IsNamedAfterItAndProbesAreNotRecorded()
    {
        List<Activity> spans = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (spans)
                    spans.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using (var service = await TestService.StartAsync())
        {
            using var http = new HttpClient();
            using var probe = await http.GetAsync(new Uri(service.Urls[1], "/health"));
            await service.Client.GetDatasetAsync(new GetDatasetRequest { Name = "fine" });
        }

        lock (spans)
        {
            Assert.DoesNotContain(spans, span => span.Recorded && span.GetTagItem("http.route") is "/health");
            Assert.Contains(spans, span => span.Recorded
                && span.DisplayName == "efficientmnist.v1.DatasetStoreService/GetDataset"
                && Equals(span.GetTagItem("rpc.grpc.status_code"), 0));
        }
    }
}
