using System.Net;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Web.Tests;

/// <summary>What a person sees where a page cannot be shown, and what of it is logged.</summary>
public sealed class FailurePagesTests
{
    [Theory]
    [InlineData("/runs/nope")]
    [InlineData("/runs/nope/latent")]
    [InlineData("/runs/nope/ledger")]
    [InlineData("/runs/nope/images/3")]
    [InlineData("/start?from=nope")]
    public async Task Page_OfARunThatThereIsNot_SaysSoInTheProductsOwnFace(string address)
    {
        await using var page = await PageInTest.StartAsync();

        using var response = await page.GetAsync(address);
        var text = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("There is no run 'nope'.", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/runs\"", text, StringComparison.Ordinal);
        Assert.Contains("<title>Not found · EfficientMnist</title>", text, StringComparison.Ordinal);
        AssertNoStack(text);
        Assert.Empty(page.LoggedErrors);
    }

    [Fact]
    public async Task Page_ThatFails_ShowsNoStackAndIsLogged()
    {
        await using var page = await PageInTest.StartAsync();
        page.Services.Answer = new Status(StatusCode.Internal, "The service failed; its log has the details.");

        using var response = await page.GetAsync("/runs");
        var text = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("The service failed; its log has the details.", text, StringComparison.Ordinal);
        AssertNoStack(text);
        Assert.Single(page.LoggedErrors);
    }

    [Fact]
    public async Task Form_ThatFails_IsAnsweredWithAPageToo()
    {
        await using var page = await PageInTest.StartAsync();
        var form = await page.TextAsync("/start");
        page.Services.Answer = new Status(StatusCode.Unavailable, "away");

        using var content = new FormUrlEncodedContent([new("_handler", "start"), new("__RequestVerificationToken", TokenOf(form)), new("action", "start")]);
        using var response = await page.Browser.PostAsync(new Uri("/start", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("A service does not answer", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(page.LoggedErrors);
    }

    [Fact]
    public async Task Form_OfAnEarlierSession_LeadsBackToItsPage()
    {
        await using var page = await PageInTest.StartAsync();

        using var content = new FormUrlEncodedContent([new("_handler", "start"), new("__RequestVerificationToken", "of yesterday"), new("action", "start")]);
        using var response = await page.Browser.PostAsync(new Uri("/start?from=r", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/start?from=r", response.Headers.Location!.OriginalString);
        Assert.Contains("from an earlier session", await page.TextAsync("/start"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_OfARunThatHasBoughtNothing_SaysSo()
    {
        await using var page = await PageInTest.StartAsync();
        page.Services.Runs["new"] = ServicesInTest.Run("new", RunState.Running);

        using var response = await page.GetAsync("/runs/new/ledger");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("Nothing was bought yet", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(page.LoggedErrors);
    }

    internal static string TokenOf(string form)
    {
        const string Before = "name=\"__RequestVerificationToken\" value=\"";
        var start = form.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return form[start..form.IndexOf('"', start)];
    }

    private static void AssertNoStack(string text)
    {
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("RpcException", text, StringComparison.Ordinal);
    }
}
