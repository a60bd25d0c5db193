using System.IO.Compression;
using System.Text.Json;
using EfficientMnist.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace EfficientMnist.Web.Tests;

/// <summary>What there is of a run to take along.</summary>
public sealed class DownloadTests
{
    [Fact]
    public async Task Labels_AreThoseOfTheLatestRows()
    {
        await using var page = await StartAsync();

        Assert.Equal(["file,label", "\"a, b.png\",round", "image-7,edged", ""], await LinesAsync(page, "labels.csv"));
    }

    [Fact]
    public async Task Predictions_AreThoseOfTheWholePool()
    {
        await using var page = await StartAsync();

        Assert.Equal(["sample_id,predicted,class,confidence,label_bought", "0,1,edged,0.75,-1", "1,0,round,0.5,1", ""], await LinesAsync(page, "predictions.csv"));
    }

    [Fact]
    public async Task Everything_IsOneZip()
    {
        await using var page = await StartAsync();

        await using var zip = new ZipArchive(await page.Browser.GetStreamAsync(new Uri("/runs/r/everything.zip", UriKind.Relative)));

        Assert.Equal(["labels.csv", "ledger.csv", "ledger.jsonl", "predictions.csv", "rejected.csv", "run.json"], zip.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        using var rejected = new StreamReader(await zip.GetEntry("rejected.csv")!.OpenAsync());
        Assert.Equal("file,reject,annotator\nimage-3,unusable,ann\n", (await rejected.ReadToEndAsync()).ReplaceLineEndings("\n"));
        await using var run = await zip.GetEntry("run.json")!.OpenAsync();
        using var document = await JsonDocument.ParseAsync(run);
        Assert.Equal("small", document.RootElement.GetProperty("options").GetProperty("dataset").GetString());
        Assert.Empty(page.LoggedErrors);
    }

    private static async Task<PageInTest> StartAsync()
    {
        var page = await PageInTest.StartAsync();
        page.Services.Runs["r"] = ServicesInTest.Run("r");
        page.Services.Ledgers["r"] =
        [
            Row(1, 7, 0, LedgerAction.Answered), Row(2, 5, 0, LedgerAction.Answered, "a, b.png"), Row(3, 9, -1, LedgerAction.Skipped), Row(4, 7, 1, LedgerAction.Corrected),
            new LedgerEntry(Row(5, 3, -1, LedgerAction.Answered)) { Reject = RejectReason.Unusable, Annotator = "ann" },
        ];
        return page;
    }

    private static LedgerEntry Row(long id, int sample, int label, LedgerAction action, string file = "") => new()
    {
        EntryId = id,
        RunId = "r",
        SampleId = sample,
        Label = label,
        Action = action,
        File = file,
        Time = Timestamp.FromDateTime(DateTime.UnixEpoch),
    };

    private static async Task<string[]> LinesAsync(PageInTest page, string file) => (await page.TextAsync($"/runs/r/{file}")).ReplaceLineEndings("\n").Split('\n');
}
