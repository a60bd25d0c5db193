using System.Net;
using System.Net.Http.Json;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Tests;

/// <summary>Images that are asked for next, or excluded, from the page.</summary>
public sealed class MarkTests
{
    [Fact]
    public async Task Image_IsOfferedWhatItsMarkIsNotAndMarkedFromItsPage()
    {
        await using var page = await StartAsync();
        var offered = await page.TextAsync("/runs/r/images/0/mark");
        Assert.Contains("Excluded: its label is not bought.", offered, StringComparison.Ordinal);
        Assert.Contains("value=\"next\"", offered, StringComparison.Ordinal);
        Assert.Contains("value=\"none\"", offered, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"exclude\"", offered, StringComparison.Ordinal);

        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", FailurePagesTests.TokenOf(offered)), new("mark", "next")]);
        using var response = await page.Browser.PostAsync(new Uri("/runs/r/images/7/mark", UriKind.Relative), content);

        Assert.Equal("/runs/r/images/7", response.Headers.Location!.OriginalString);
        Assert.Equal("r Next 7", Assert.Single(page.Services.Marks));
        Assert.Contains("Image 7 has its label already.", await page.TextAsync("/runs/r/images/7"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_ChosenOnTheMap_AreMarkedTogetherWithThePagesTokenAlone()
    {
        await using var page = await StartAsync();
        var token = System.Text.RegularExpressions.Regex.Match(await page.TextAsync("/runs/r/latent"), "data-token=\"([^\"]+)\"").Groups[1].Value;

        using var stranger = await page.Browser.PostAsJsonAsync("/runs/r/images/mark", new { mark = "exclude", samples = new[] { 3, 4, 5 } });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/runs/r/images/mark") { Headers = { { "RequestVerificationToken", token } }, Content = JsonContent.Create(new { mark = "exclude", samples = new[] { 3, 4, 5 } }) };
        using var response = await page.Browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, stranger.StatusCode);
        Assert.Equal("r Excluded 3,4,5", Assert.Single(page.Services.Marks));
        Assert.Equal("{\"tone\":\"good\",\"message\":\"2 images are excluded: no label is bought of them any more. 1 has its label already.\"}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task NextBatch_OfARunWithMarks_SaysHowManyAndTakesThemBack()
    {
        await using var page = await StartAsync();
        Assert.DoesNotContain("By hand", await page.TextAsync("/runs/r/next"), StringComparison.Ordinal);
        (page.Services.Runs["r"].Wanted, page.Services.Runs["r"].Excluded) = (1, 40);

        var text = await page.TextAsync("/runs/r/next");

        Assert.Contains("By hand: 1 image asked for next, 40 excluded.", text, StringComparison.Ordinal);
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", FailurePagesTests.TokenOf(text))]);
        using var response = await page.Browser.PostAsync(new Uri("/runs/r/images/unmark", UriKind.Relative), content);
        Assert.Equal("/runs/r/next", response.Headers.Location!.OriginalString);
        Assert.Equal("r Unspecified ", Assert.Single(page.Services.Marks));
    }

    private static async Task<PageInTest> StartAsync()
    {
        var page = await PageInTest.StartAsync();
        page.Services.Runs["r"] = ServicesInTest.Run("r", RunState.Stopped);
        return page;
    }
}
