using System.Net;

namespace EfficientMnist.Web.Tests;

/// <summary>The Orleans dashboards of the services, reached through the page.</summary>
public sealed class OrleansDashboardTests
{
    private const string Wanted = "--Dashboard:Orleans=true";

    [Theory]
    [InlineData("/orleans/classifier/", "/orleans/")]
    [InlineData("/orleans/encoder-trainer/index.css?v=1", "/orleans/index.css?v=1")]
    public async Task Dashboard_ForWhoIsLoggedIn_IsAskedOfTheServiceWithItsKeyAndWithoutTheLogin(string path, string expected)
    {
        await using var page = await PageInTest.StartAsync(Wanted, "--Services:Key=the key");

        Assert.Equal("the dashboard", await page.TextAsync(path));

        Assert.Equal([$"{expected} key='the key' cookie=''"], page.Services.DashboardRequests);
    }

    [Theory]
    [InlineData("/orleans")]
    [InlineData("/orleans/classifier")]
    public async Task Dashboard_WithoutAName_IsTheClassifiersInItsFolder(string path)
    {
        await using var page = await PageInTest.StartAsync(Wanted);

        using var response = await page.GetAsync(path);

        Assert.Equal("/orleans/classifier/", response.Headers.Location!.OriginalString);
        Assert.Contains("href=\"/orleans\"", await page.TextAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_ForAStranger_IsTheLoginOfThePage()
    {
        await using var page = await PageInTest.StartAsync(Wanted);
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = page.Browser.BaseAddress };

        using var response = await stranger.GetAsync(new Uri("/orleans/classifier/", UriKind.Relative));

        Assert.Equal("/login?returnUrl=%2Forleans%2Fclassifier%2F", response.Headers.Location!.PathAndQuery);
        Assert.Empty(page.Services.DashboardRequests);
    }

    [Fact]
    public async Task Dashboard_ThatNobodyAskedFor_IsNeitherLinkedNorFound()
    {
        await using var page = await PageInTest.StartAsync();

        using var response = await page.GetAsync("/orleans/classifier/");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("href=\"/orleans", await page.TextAsync("/"), StringComparison.Ordinal);
    }
}
