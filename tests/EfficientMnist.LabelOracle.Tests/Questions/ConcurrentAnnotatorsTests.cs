using System.Collections.Concurrent;
using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Questions;

public sealed class ConcurrentAnnotatorsTests
{
    private const int Annotators = 8;
    private const int Images = 80;

    [Theory, OnSqlite, OnPostgres]
    public async Task Annotators_EightAtOnceOnTwoOracles_ShareABatchWithoutDoingAnythingTwice(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        await using var one = await OracleSetup.OpenAsync(storage);
        await using var other = await OracleSetup.OpenAsync(storage); // as a second process would be
        var run = await one.OpenHumanRunAsync(Images);
        await one.AskAsync(run, "first", [.. Enumerable.Range(0, Images)]);
        var atWork = new ConcurrentDictionary<int, string>();

        await Task.WhenAll(Enumerable.Range(0, Annotators).Select(i => Task.Run(() => LabelAsync(i))));

        var rows = await one.RowsAsync(run);
        var now = rows.GroupBy(row => row.Sample).Select(image => image.MaxBy(row => row.EntryId)!).ToList();
        Assert.Equal(Images, now.Count);
        Assert.All(now, row => Assert.Equal((LedgerAction.Answered, row.Sample.Value % 10), (row.Action, row.Label)));
        Assert.Equal(new RunBudget(Images, Images), await one.BudgetAsync(run));
        // The rows of each image are a chain: each takes the place of the one before.
        foreach (var image in rows.GroupBy(row => row.Sample))
            Assert.Equal([0, .. image.Select(row => row.EntryId).SkipLast(1)], image.Select(row => row.Supersedes));
        Assert.Contains(rows, row => row.Action == LedgerAction.Skipped);
        Assert.Contains(rows, row => row.Action == LedgerAction.Undone);

        async Task LabelAsync(int i)
        {
            var (setup, name, random) = (i % 2 == 0 ? one : other, $"annotator {i}", new Random(i));
            while (await setup.ClaimAsync(run, name) is { } sample)
            {
                Assert.True(atWork.TryAdd(sample, name), $"{name} and {atWork.GetValueOrDefault(sample)} are both at {sample}");
                var dice = random.Next(10);
                atWork.TryRemove(sample, out _);
                if (dice == 0)
                    Assert.IsType<AnswerOutcome.Recorded>(await setup.SkipAsync(run, sample, name));
                else
                    Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, sample, sample % 10, name));
                // Whoever skipped may find the image with somebody else; the last answer of a batch stays.
                if (dice == 1)
                    await setup.UndoAsync(run, name);
            }
        }
    }
}
