using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace EfficientMnist.Web.Tests;

/// <summary>Who comes by an invitation labels under a name of their own, and does nothing else.</summary>
public sealed class InvitationTests
{
    [Fact]
    public async Task Guest_ByAnInvitation_SeesTheLabellingOfTheRunAlone()
    {
        await using var page = await PageInTest.StartAsync();
        foreach (var id in new[] { "mine", "other" })
        {
            page.Services.Runs[id] = ServicesInTest.Run(id);
            page.Services.Runs[id].Options["oracle.kind"] = "human";
        }
        var token = page.TextAsync("/runs/mine/label");
        const string Before = "data-token=\"";
        var start = (await token).IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/runs/mine/label/invite?name=Ann", UriKind.Relative));
        request.Headers.Add("RequestVerificationToken", (await token)[start..(await token).IndexOf('"', start)]);
        using var invited = await page.Browser.SendAsync(request);
        var link = new Uri((await invited.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("link").GetString()!);

        using var guest = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = page.Browser.BaseAddress };
        using var login = await guest.GetAsync(link);
        Assert.Equal("/runs/mine/label", login.Headers.Location!.OriginalString);
        var labelling = await guest.GetStringAsync(new Uri("/runs/mine/label", UriKind.Relative));

        Assert.Contains("data-annotator=\"Ann\"", labelling, StringComparison.Ordinal);
        Assert.DoesNotContain("Invite someone", labelling, StringComparison.Ordinal);
        Assert.DoesNotContain("/runs/mine/stop", labelling, StringComparison.Ordinal);
        foreach (var path in new[] { "/", "/runs", "/runs/mine", "/runs/mine/ledger", "/runs/other/label", "/start", "/images/other/train/1.png" })
        {
            using var refused = await guest.GetAsync(new Uri(path, UriKind.Relative));
            Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Guest_ByAnInvitationThatIsNotOurs_IsRefusedAndToldWhy()
    {
        await using var page = await PageInTest.StartAsync();
        using var stranger = new HttpClient { BaseAddress = page.Browser.BaseAddress };

        using var response = await stranger.GetAsync(new Uri("/login?invitation=made-up", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("not ours or has expired", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
