using System.Net;

namespace EfficientMnist.Web.Tests;

/// <summary>The way from the page into the dashboard.</summary>
public sealed class DashboardLinkTests
{
    private const string Address = "--Dashboard:Url=http://dashboard.test:18888/";
    private const string Token = "--Dashboard:Token=the token";

    [Theory]
    [InlineData("/dashboard", "http://dashboard.test:18888/login?t=the%20token&returnUrl=%2F")]
    [InlineData("/dashboard?trace=0af7", "http://dashboard.test:18888/login?t=the%20token&returnUrl=%2Ftraces%2Fdetail%2F0af7")]
    [InlineData("/dashboard?trace=..%2F..%3Fx", "http://dashboard.test:18888/login?t=the%20token&returnUrl=%2Ftraces%2Fdetail%2F..%252F..%253Fx")]
    public async Task Dashboard_ForWhoIsLoggedIn_IsReachedWithItsOwnLogin(string path, string expected)
    {
        await using var page = await PageInTest.StartAsync(Address, Token);

        using var response = await page.GetAsync(path);

        Assert.Equal((HttpStatusCode.Redirect, expected), (response.StatusCode, response.Headers.Location!.AbsoluteUri));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.DoesNotContain("the token", await page.TextAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_WithoutALoginOfItsOwn_IsReachedDirectly()
    {
        await using var page = await PageInTest.StartAsync(Address);

        using var response = await page.GetAsync("/dashboard?trace=0af7");

        Assert.Equal("http://dashboard.test:18888/traces/detail/0af7", response.Headers.Location!.AbsoluteUri);
    }

    [Fact]
    public async Task Dashboard_ThatIsNotThere_IsNeitherLinkedNorFound()
    {
        await using var page = await PageInTest.StartAsync();

        using var response = await page.GetAsync("/dashboard");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("href=\"/dashboard", await page.TextAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_ForAStranger_IsTheLoginOfThePage()
    {
        await using var page = await PageInTest.StartAsync(Address, Token);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = page.Browser.BaseAddress };

        using var response = await stranger.GetAsync(new Uri("/dashboard?trace=0af7", UriKind.Relative));

        Assert.Equal("/login?returnUrl=%2Fdashboard%3Ftrace%3D0af7", response.Headers.Location!.PathAndQuery);
        Assert.DoesNotContain("token", response.Headers.Location.OriginalString, StringComparison.Ordinal);
    }
}
