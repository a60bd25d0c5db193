using System.Net;
using Microsoft.AspNetCore.Builder;

namespace EfficientMnist.Web.Tests;

/// <summary>The page as a stranger and as a person with the login link see it. The services behind it are away.</summary>
public sealed class AccessTests : IAsyncLifetime, IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("eml-web-").FullName;
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false });
    private WebApplication? _app;

    public async Task InitializeAsync()
    {
        _app = Page();
        await _app.StartAsync();
        _browser.BaseAddress = new Uri(_app.Urls.First());
    }

    public async Task DisposeAsync()
    {
        await _app!.DisposeAsync();
        Directory.Delete(_state, recursive: true);
    }

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData("/")]
    [InlineData("/runs")]
    [InlineData("/runs/any")]
    public async Task Page_WithoutLogin_LeadsToTheLoginAndShowsNothing(string path)
    {
        using var response = await _browser.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/login", response.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task LiveUpdates_WithoutLogin_AreRefused()
    {
        using var response = await _browser.GetAsync(new Uri("/live", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    // A run that ends between the page and its events would never be told else.
    [Fact]
    public async Task LiveUpdates_OnceHeard_TellThePageToLookAnew()
    {
        using (await _browser.GetAsync(new Uri("/login?t=secret", UriKind.Relative)))
        {
            // The cookie is in the handler now.
        }

        await using var events = await _browser.GetStreamAsync(new Uri("/live?run=any", UriKind.Relative));
        using var reader = new StreamReader(events);

        Assert.Equal("event: changed", await reader.ReadLineAsync());
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/login?t=")]
    [InlineData("/login?t=wrong")]
    public async Task Login_WithoutTheToken_IsRefusedAndSaysWhereTheLinkIs(string path)
    {
        using var response = await _browser.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("AppHost", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/runs", "/runs")]
    [InlineData("https://elsewhere.example/", "/")]
    [InlineData("//elsewhere.example/", "/")]
    public async Task Login_WithTheToken_ReturnsToThisPageOnly(string returnUrl, string target)
    {
        using var response = await _browser.GetAsync(new Uri($"/login?t=secret&returnUrl={Uri.EscapeDataString(returnUrl)}", UriKind.Relative));

        Assert.Equal(target, response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Session_AfterARestartOfThePage_IsStillLoggedIn()
    {
        using (await _browser.GetAsync(new Uri("/login?t=secret", UriKind.Relative)))
        {
            // The cookie is in the handler now.
        }

        await using var restarted = Page();
        await restarted.StartAsync();
        using var home = await _browser.GetAsync(new Uri(new Uri(restarted.Urls.First()), "/"));

        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        Assert.Contains("no address configured", await home.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/runs/any/stop")]
    [InlineData("/runs/any/resume")]
    [InlineData("/runs/any/label/answer?sample=1&label=1")]
    [InlineData("/runs/any/images/1/correct")]
    [InlineData("/runs/any/label/invite?name=ann")]
    [InlineData("/datasets/upload?name=any")]
    [InlineData("/datasets/any/delete")]
    public async Task Action_WithoutTheAntiforgeryToken_IsRefused(string path)
    {
        using (await _browser.GetAsync(new Uri("/login?t=secret", UriKind.Relative)))
        {
            // Logged in, as somebody is whom another site makes send a form.
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new FormUrlEncodedContent([KeyValuePair.Create("sample", "1"), KeyValuePair.Create("label", "1")]) };
        request.Headers.Add("X-Annotator", "ann");

        using var response = await _browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("too old or not ours", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ThatDoesNotExist_SaysSo()
    {
        using (await _browser.GetAsync(new Uri("/login?t=secret", UriKind.Relative)))
        {
            // The cookie is in the handler now.
        }

        using var response = await _browser.GetAsync(new Uri("/nowhere", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("There is no such page", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhileTheClassifierIsAway_SaysSo()
    {
        using (await _browser.GetAsync(new Uri("/login?t=secret", UriKind.Relative)))
        {
            // The cookie is in the handler now.
        }

        using var response = await _browser.GetAsync(new Uri("/runs", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("A service does not answer", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WithoutLogin_IsAnswered()
    {
        using var response = await _browser.GetAsync(new Uri("/health", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private WebApplication Page() =>
        WebPage.Build(["--HTTP_PORT=0", "--services:classifier:grpc:0=http://127.0.0.1:1", "--services:label-oracle:grpc:0=http://127.0.0.1:1", "--services:dataset-store:grpc:0=http://127.0.0.1:1", "--Web:Token=secret", $"--Storage:Root={_state}", "--Logging:LogLevel:Default=Error", $"--contentRoot={_state}"]);
}
