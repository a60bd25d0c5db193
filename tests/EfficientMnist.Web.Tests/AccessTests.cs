using System.Net;
using System.Text.RegularExpressions;
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
        Assert.Contains("aria-label=\"Log out\"", await home.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OfAnEarlierToken_HasEnded()
    {
        using (await _browser.GetAsync(new Uri("/login?t=secret", UriKind.Relative)))
        {
            // The cookie is in the handler now.
        }

        await using var restarted = Page("another");
        await restarted.StartAsync();
        using var home = await _browser.GetAsync(new Uri(new Uri(restarted.Urls.First()), "/"));

        Assert.Equal(HttpStatusCode.Redirect, home.StatusCode);
        Assert.Equal("/login", home.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task Session_ThatIsLoggedOut_HasEnded()
    {
        using (await _browser.GetAsync(new Uri("/login?t=secret", UriKind.Relative)))
        {
            // The cookie is in the handler now.
        }
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", await AntiforgeryTokenAsync())]);

        using var left = await _browser.PostAsync(new Uri("/logout", UriKind.Relative), form);
        using var after = await _browser.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal("/login", left.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Theory]
    [InlineData("/?t=secret", "/")]
    [InlineData("/runs?search=x&t=wrong", "/runs?search=x")]
    public async Task Token_InTheAddressOfAPage_IsInNoRedirect(string path, string target)
    {
        using var refused = await _browser.GetAsync(new Uri(path, UriKind.Relative));
        using var loggedIn = await _browser.GetAsync(new Uri($"/login?t=secret&returnUrl={Uri.EscapeDataString(path)}", UriKind.Relative));

        foreach (var response in new[] { refused, loggedIn })
        {
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
            Assert.DoesNotMatch("secret|wrong", response.Headers.Location!.OriginalString);
        }
        Assert.Equal(target, loggedIn.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/datasets/import", "")]
    [InlineData("/datasets/import?name=any", "")]
    [InlineData("/datasets/import?name=any&channels=many&folder=/x", "")]
    [InlineData("/datasets/upload", "")]
    [InlineData("/runs/any/extend", "labels=many")]
    [InlineData("/runs/any/label/answer", "sample=one")]
    public async Task Action_WithoutWhatItNeeds_IsABadRequest(string path, string form)
    {
        using (await _browser.GetAsync(new Uri("/login?t=secret", UriKind.Relative)))
        {
            // The cookie is in the handler now.
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new FormUrlEncodedContent(form.Split('&').Where(pair => pair.Length > 0).Select(pair => KeyValuePair.Create(pair.Split('=')[0], pair.Split('=')[1]))) };
        request.Headers.Add("RequestVerificationToken", await AntiforgeryTokenAsync());
        request.Headers.Add("X-Annotator", "ann");

        using var response = await _browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
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

    private async Task<string> AntiforgeryTokenAsync()
    {
        using var page = await _browser.GetAsync(new Uri("/not-there", UriKind.Relative));
        return Regex.Match(await page.Content.ReadAsStringAsync(), "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
    }

    private WebApplication Page(string token = "secret") =>
        WebPage.Build(["--HTTP_PORT=0", "--services:classifier:grpc:0=http://127.0.0.1:1", "--services:label-oracle:grpc:0=http://127.0.0.1:1", "--services:dataset-store:grpc:0=http://127.0.0.1:1", $"--Web:Token={token}", $"--Storage:Root={_state}", "--Logging:LogLevel:Default=Error", $"--contentRoot={_state}"]);
}
