using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Tests;

/// <summary>Labelling by hand on the page, down to what the oracle is told.</summary>
public sealed class LabellingTests
{
    [Fact]
    public async Task Page_OfAHumanRun_OffersToRejectTheImage()
    {
        await using var page = await StartAsync();

        var text = await page.TextAsync("/runs/r/label");

        Assert.Contains("data-act=\"none\" data-reject=\"none_of_these\"", text, StringComparison.Ordinal);
        Assert.Contains("<kbd>-</kbd>", text, StringComparison.Ordinal);
        Assert.Contains("Unusable <kbd>delete</kbd>", text, StringComparison.Ordinal);
        Assert.Contains("<option value=\"unusable\">unusable</option>", text, StringComparison.Ordinal);
        Assert.Empty(page.LoggedErrors);
    }

    [Fact]
    public async Task Reject_FromThePage_IsAnAnswerWithItsReason()
    {
        await using var page = await StartAsync();

        var (_, view) = await PostAsync(page, "reject?sample=7&reason=unusable");
        await PostAsync(page, "correct?sample=7&label=none_of_these");
        await PostAsync(page, "correct?sample=7&label=1");
        var (status, _) = await PostAsync(page, "answer?sample=8&label=0");

        Assert.Equal(["r 7 Reject Unusable", "r 7 corrected NoneOfThese", "r 7 corrected 1", "r 8 Label 0"], page.Services.Answers);
        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        Assert.Contains("\"rejected\":1", view, StringComparison.Ordinal);
        Assert.Contains("\"label\":-1,\"reject\":\"none_of_these\"", view, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfARunWithSecondAnswers_TellsHowFarPeopleAgreeAndWhatIsToBeSettled()
    {
        await using var page = await StartAsync();
        var without = await page.TextAsync("/runs/r/label");
        page.Services.Runs["r"].Options["oracle.second"] = "0.1";

        var text = await page.TextAsync("/runs/r/label");

        Assert.DoesNotContain("data-part=\"agreement\"", without, StringComparison.Ordinal);
        Assert.Contains("kappa 0.50", text, StringComparison.Ordinal);
        Assert.Contains("kappa 0.60", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/runs/r/images/42\"", text, StringComparison.Ordinal);
        Assert.Contains("but unusable (bob)", text, StringComparison.Ordinal);
        Assert.Empty(page.LoggedErrors);
    }

    private static async Task<PageInTest> StartAsync()
    {
        var page = await PageInTest.StartAsync();
        var run = ServicesInTest.Run("r", RunState.Running);
        run.Options["oracle.kind"] = "human";
        page.Services.Runs["r"] = run;
        return page;
    }

    private static async Task<(System.Net.HttpStatusCode Status, string Body)> PostAsync(PageInTest page, string action)
    {
        const string Before = "data-token=\"";
        var text = await page.TextAsync("/runs/r/label");
        var start = text.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/runs/r/label/{action}");
        request.Headers.Add("RequestVerificationToken", text[start..text.IndexOf('"', start)]);
        request.Headers.Add("X-Annotator", "ann");
        using var response = await page.Browser.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
