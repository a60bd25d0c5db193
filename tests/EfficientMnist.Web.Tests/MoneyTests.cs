using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Tests;

/// <summary>What labels have cost, where they have prices.</summary>
public sealed class MoneyTests
{
    [Fact]
    public async Task Run_WithPrices_TellsWhatIsPaidAndOfHowMuch()
    {
        await using var page = await StartAsync();
        page.Services.Runs["free"] = ServicesInTest.Run("free");

        Assert.Contains("paid 1,250 of 2,000", await page.TextAsync("/runs/r"), StringComparison.Ordinal);
        Assert.DoesNotContain("paid", await page.TextAsync("/runs/free"), StringComparison.Ordinal);
        Assert.Empty(page.LoggedErrors);
    }

    [Fact]
    public async Task Ledger_OfARunWithPrices_TellsWhatEachRowHasCost()
    {
        await using var page = await StartAsync();
        var time = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(DateTime.UnixEpoch);
        page.Services.Ledgers["r"] =
        [
            new LedgerEntry { EntryId = 1, RunId = "r", SampleId = 4, Charged = true, Paid = 1_025, Action = LedgerAction.Answered, Time = time },
            new LedgerEntry { EntryId = 2, RunId = "r", SampleId = 4, Label = -1, Paid = -1_025, Action = LedgerAction.Undone, Time = time },
        ];

        var text = await page.TextAsync("/runs/r/ledger");

        Assert.Contains("<td class=\"wide-only\">1,025</td>", text, StringComparison.Ordinal);
        Assert.Contains("<td class=\"wide-only\">-1,025</td>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("1 label", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extend_OfARunWithABudgetInMoney_GivesIt()
    {
        await using var page = await StartAsync();
        var text = await page.TextAsync("/runs/r");
        Assert.Matches("name=\"money\" min=\"2000\"", text);

        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", FailurePagesTests.TokenOf(text)), new("labels", "60"), new("money", "3000")]);
        using var response = await page.Browser.PostAsync(new Uri("/runs/r/extend", UriKind.Relative), content);

        Assert.Equal((60, 3_000), (page.Services.Runs["r"].BudgetLimit, page.Services.Runs["r"].MoneyLimit));
    }

    private static async Task<PageInTest> StartAsync()
    {
        var page = await PageInTest.StartAsync();
        var run = page.Services.Runs["r"] = ServicesInTest.Run("r");
        run.Options["oracle.price"] = "25";
        (run.BudgetSpent, run.Paid, run.MoneyLimit) = (50, 1_250, 2_000);
        return page;
    }
}
