using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace EfficientMnist.Web.Tests;

public sealed class LedgerFileTests
{
    private static readonly LedgerFile File = new("run", new Dictionary<string, string> { ["seed"] = "3", ["labels"] = "20" }, ["cat, grey", "dog"]);

    private static readonly LedgerEntry[] Entries =
    [
        new() { EntryId = 1, RunId = "run", SampleId = 7, File = "a/1, b.png", Label = 0, Purpose = QueryPurpose.Acquire, Strategy = "margin", Score = 0.25, Rank = 1, Round = 2, Charged = true, Paid = 1, Time = Timestamp.FromDateTime(DateTime.UnixEpoch), Action = LedgerAction.Answered, Annotator = "ann" },
        new() { EntryId = 2, RunId = "run", SampleId = 7, Label = -1, Purpose = QueryPurpose.Acquire, Time = Timestamp.FromDateTime(DateTime.UnixEpoch), Action = LedgerAction.Undone, Annotator = "ann", SupersedesEntryId = 1 },
    ];

    [Fact]
    public async Task Csv_HasTheOptionsAboveAndQuotesWhatNeedsIt()
    {
        var lines = (await WrittenAsync(writer => File.WriteCsvAsync(Entries.ToAsyncEnumerable(), writer))).Split('\n');

        Assert.Equal(["# run_id=run", "# labels=20", "# seed=3"], lines[..3]);
        Assert.StartsWith("entry_id,time,run_id,", lines[3], StringComparison.Ordinal);
        Assert.Equal("""1,1970-01-01T00:00:00.0000000Z,run,,2,7,"a/1, b.png",answered,0,"cat, grey",,acquire,margin,0.25,1,true,1,ann,0,""", lines[4]);
        Assert.Equal("2,1970-01-01T00:00:00.0000000Z,run,,0,7,,undone,-1,,,acquire,,0,0,false,0,ann,1,", lines[5]);
        Assert.Equal("", Assert.Single(lines[6..]));
    }

    [Theory]
    [InlineData("=cmd()")]
    [InlineData("+1")]
    [InlineData("-dog")]
    [InlineData("@SUM(A1)")]
    public async Task Csv_WordsThatAreFormulasElsewhere_HaveAnApostrophe(string word)
    {
        var file = new LedgerFile("run", new Dictionary<string, string>(), [word]);
        var entry = Entries[0].Clone();
        entry.Annotator = entry.File = word;

        var row = (await WrittenAsync(writer => file.WriteCsvAsync(new[] { entry }.ToAsyncEnumerable(), writer))).Split('\n')[2];

        Assert.Equal($"1,1970-01-01T00:00:00.0000000Z,run,,2,7,'{word},answered,0,'{word},,acquire,margin,0.25,1,true,1,'{word},0,", row);
    }

    [Fact]
    public async Task JsonLines_BeginWithTheOptions()
    {
        var lines = (await WrittenAsync(writer => File.WriteJsonLinesAsync(Entries.ToAsyncEnumerable(), writer))).TrimEnd().Split('\n');

        Assert.Equal("""{"run_id":"run","labels":"20","seed":"3"}""", lines[0]);
        Assert.Contains("\"class\":\"cat, grey\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"supersedes_entry_id\":1", lines[2], StringComparison.Ordinal);
    }

    private static async Task<string> WrittenAsync(Func<TextWriter, Task> write)
    {
        await using var writer = new StringWriter();
        await write(writer);
        return writer.ToString();
    }
}
