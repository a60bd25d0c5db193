using System.Net;

namespace EfficientMnist.DatasetStore.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_DataFolder_GoneMakesItUnhealthyButAlive()
    {
        var store = await StoreFixture.StartAsync();
        try
        {
            using var http = new HttpClient { BaseAddress = store.Http };
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode);
            Directory.Delete(store.Root, recursive: true);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/alive", UriKind.Relative))).StatusCode);
        }
        finally
        {
            await store.DisposeAsync();
        }
    }
}
