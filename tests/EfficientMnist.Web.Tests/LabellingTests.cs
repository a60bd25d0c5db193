using System.Net;
using System.Text;
using System.Text.Json;
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
        Assert.Equal(HttpStatusCode.OK, status);
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

    [Fact]
    public async Task Group_IsOfTheClassThatMostAreTakenForSurestFirstWithoutWhatEstimatesTheAccuracy()
    {
        await using var page = await AskingAsync();

        var (status, most) = await PostAsync(page, "group", """{"off":[6]}""");
        var (_, other) = await PostAsync(page, "group", """{"label":0,"off":[]}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([(3, 0.9f), (1, 0.75f), (4, 0.6f)], Images(most));
        Assert.Equal([(1, 4), (0, 1)], Classes(most));
        Assert.Equal([(2, 0.8f), (6, 0.7f)], Images(other));
        Assert.Equal([(1, 4), (0, 2)], Classes(other));
    }

    [Fact]
    public async Task Group_OfARunThatHasLearnedNothing_SaysSo()
    {
        await using var page = await AskingAsync();
        page.Services.Beliefs.Clear();

        var (status, text) = await PostAsync(page, "group", """{"off":[]}""");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Run r has learned from no label yet.", text, StringComparison.Ordinal);
        Assert.Empty(page.LoggedErrors);
    }

    [Fact]
    public async Task Group_Answered_IsOneAnswerForEachImageAndIsTakenBackTogether()
    {
        await using var page = await AskingAsync();

        var (_, answered) = await PostAsync(page, "group/answer", """{"label":1,"samples":[3,1,99],"off":[4]}""");
        await PostAsync(page, "group/undo?count=2", """{"off":[4]}""");

        Assert.Equal(["r 3 Label 1 by ann", "r 1 Label 1 by ann", "r undone 2 by ann"], page.Services.Answers);
        Assert.Contains("\"answered\":2", answered, StringComparison.Ordinal);
        Assert.Contains("Sample 99 is with bob now.", answered, StringComparison.Ordinal);
        Assert.Equal([(2, 0.8f), (6, 0.7f)], Images(answered));
    }

    // Of the images 1 to 6 and one that another annotator has; 5 is to estimate the accuracy.
    private static async Task<PageInTest> AskingAsync()
    {
        var page = await StartAsync();
        foreach (var (sample, label, confidence) in new[] { (1, 1, 0.75f), (2, 0, 0.8f), (3, 1, 0.9f), (4, 1, 0.6f), (5, 1, 0.99f), (6, 0, 0.7f), (ServicesInTest.HeldByOther, 1, 0.95f) })
        {
            page.Services.Questions.Add(new Question { SampleId = sample, Purpose = sample == 5 ? QueryPurpose.Validate : QueryPurpose.Acquire });
            page.Services.Beliefs[sample] = (label, confidence);
        }
        return page;
    }

    private static IEnumerable<(int, float)> Images(string group) =>
        JsonDocument.Parse(group).RootElement.GetProperty("images").EnumerateArray().Select(image => (image.GetProperty("sample").GetInt32(), image.GetProperty("confidence").GetSingle()));

    private static IEnumerable<(int, int)> Classes(string group) =>
        JsonDocument.Parse(group).RootElement.GetProperty("classes").EnumerateArray().Select(one => (one.GetProperty("label").GetInt32(), one.GetProperty("count").GetInt32()));

    private static async Task<PageInTest> StartAsync()
    {
        var page = await PageInTest.StartAsync();
        var run = ServicesInTest.Run("r", RunState.Running);
        run.Options["oracle.kind"] = "human";
        page.Services.Runs["r"] = run;
        return page;
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(PageInTest page, string action, string? json = null)
    {
        const string Before = "data-token=\"";
        var text = await page.TextAsync("/runs/r/label");
        var start = text.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/runs/r/label/{action}");
        request.Headers.Add("RequestVerificationToken", text[start..text.IndexOf('"', start)]);
        request.Headers.Add("X-Annotator", "ann");
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await page.Browser.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
