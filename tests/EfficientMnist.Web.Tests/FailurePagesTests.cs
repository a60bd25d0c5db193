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

    [Theory]
    [InlineData("/start", true)]
    [InlineData("/runs/r/latent", true)]
    [InlineData("/runs/r/resume", false)]
    public async Task Form_WithANullCharacter_IsRefusedAndNoFault(string address, bool hasToken)
    {
        await using var page = await PageInTest.StartAsync();
        page.Services.Runs["r"] = ServicesInTest.Run("r");

        // Without it the form is read for the token.
        if (hasToken)
            page.Browser.DefaultRequestHeaders.Add("RequestVerificationToken", TokenOf(await page.TextAsync("/start")));

        using var content = new StringContent("name=%00", System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
        using var response = await page.Browser.PostAsync(new Uri(address, UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(page.LoggedErrors);
    }

    [Theory]
    [InlineData("/runs?page=NaN")]
    [InlineData("/runs/r/errors?truth=1e400&predicted=%F0%9F%99%82")]
    [InlineData("/runs/r/latent/samples?seed=99999999999")]
    [InlineData("/runs/r/label")] // by a run that people do not label
    public async Task Page_AtAnAddressWrittenByHand_IsShown(string address)
    {
        await using var page = await PageInTest.StartAsync();
        page.Services.Runs["r"] = ServicesInTest.Run("r");

        using var response = await page.GetAsync(address);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(page.LoggedErrors);
    }

    [Theory]
    [InlineData("labels.csv")]
    [InlineData("predictions.csv")]
    [InlineData("ledger.csv")]
    [InlineData("ledger.jsonl")]
    [InlineData("everything.zip")]
    [InlineData("model.safetensors")]
    public async Task Download_OfARunThatThereIsNot_IsNoFile(string file)
    {
        await using var page = await PageInTest.StartAsync();

        using var response = await page.GetAsync($"/runs/a%E2%80%AEb/{file}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Null(response.Content.Headers.ContentDisposition);
        Assert.Empty(page.LoggedErrors);
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
