using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>Images that the owner of a run wants labelled next, or excludes.</summary>
public sealed class MarkTests
{
    [Fact]
    public async Task Run_WithMarkedImages_AsksForThoseWantedFirstAndForNoneThatIsExcluded()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        (string, string)[] options = [("oracle.kind", "human"), ("labels", "24"), ("curve", "false"), ("views", "histograms")];
        await system.StartRunAsync("plain", options);
        await system.LabelToTheEndAsync("plain", question => truth[question.SampleId]);
        int[] usual = [.. (await system.LedgerAsync("plain")).Select(entry => entry.SampleId)];
        int[] wanted = [.. Enumerable.Range(0, SmallPool.Train).Except(usual).Take(3).Reverse()];
        int[] excluded = [.. Enumerable.Range(0, SmallPool.Train).Except(usual.Take(8)).Except(wanted).Where(id => id % 2 == 0)];

        // While its first batch is before people.
        await system.StartRunAsync("marked", options);
        await system.UntilAskedAsync("marked");
        var next = await MarkAsync(system, "marked", ImageMark.Next, [.. wanted, usual[0]]);
        var without = await MarkAsync(system, "marked", ImageMark.Excluded, excluded);
        await system.LabelAsync("marked", question => truth[question.SampleId], most: 8);
        await TestSystem.UntilAsync("the second batch", async () => await system.PreviewAsync("marked") is { Decided: true, Round: 1 });
        await system.StopClassifierAsync();
        await system.StartClassifierAsync();
        var preview = await system.PreviewAsync("marked");
        var run = await system.LabelToTheEndAsync("marked", question => truth[question.SampleId]);

        Assert.Equal((4, 0, 0, 4), (next.Marked, next.Answered, next.SetAside, next.Run.Wanted));
        Assert.Equal((excluded.Length, excluded.Length), (without.Marked, without.Run.Excluded));
        Assert.Equal((RunState.Completed, 24, 0, excluded.Length), (run.State, run.BudgetSpent, run.Wanted, run.Excluded));
        var rows = await system.LedgerAsync("marked");
        Assert.Equal(usual.Take(8).Order(), rows.Where(row => row.Round == 0).Select(row => row.SampleId).Order());
        var second = rows.Where(row => row.Round == 1).OrderBy(row => row.Rank).ToList();
        Assert.Equal(wanted, second.Take(3).Select(row => row.SampleId));
        Assert.Equal([.. Enumerable.Repeat(WantedImages.Strategy, 3), .. Enumerable.Repeat("v_optimal", 5)], second.Select(row => row.Strategy));
        Assert.Equal(second.Select(row => row.SampleId), preview.Samples.Select(sample => sample.SampleId));
        Assert.All(preview.Samples.Take(3), sample => Assert.StartsWith("asked for by hand; ", sample.Reason, StringComparison.Ordinal));
        Assert.Empty(rows.Select(row => row.SampleId).Intersect(excluded));
        Assert.Empty((await system.Client.ListUncertainAsync(new ListUncertainRequest { RunId = "marked" })).Samples.Select(sample => sample.SampleId).Intersect(excluded));
    }

    [Fact]
    public async Task Marks_OfImages_AreToldOfThePoolAndTakenBack()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("done", ("validate.share", "0.25"), ("views", "histograms"));
        await system.EndOfAsync("done");
        var rows = await system.LedgerAsync("done");
        var validation = rows.First(row => row.Purpose == QueryPurpose.Validate).SampleId;
        int[] free = [.. Enumerable.Range(0, SmallPool.Train).Except(rows.Select(row => row.SampleId)).Take(4)];

        var answered = await MarkAsync(system, "done", ImageMark.Next, [validation, rows.First(row => row.Purpose == QueryPurpose.Acquire).SampleId, free[0], free[1]]);
        await MarkAsync(system, "done", ImageMark.Excluded, [free[1], free[2]]);
        var again = await MarkAsync(system, "done", ImageMark.Excluded, [free[1]]);
        var marks = await MarksAsync(system, "done");
        await system.StopClassifierAsync();
        await system.StartClassifierAsync();
        var kept = await MarksAsync(system, "done");
        var back = await MarkAsync(system, "done", ImageMark.Unspecified, []);

        Assert.Equal((2, 2, 0), (answered.Marked, answered.Answered, answered.SetAside));
        Assert.Equal(0, again.Marked);
        Assert.Equal([(free[0], ImageMark.Next), (free[1], ImageMark.Excluded), (free[2], ImageMark.Excluded)], marks);
        Assert.Equal(marks, kept);
        Assert.Equal((3, 0, 0), (back.Marked, back.Run.Wanted, back.Run.Excluded));
        Assert.Empty(await MarksAsync(system, "done"));
    }

    [Fact]
    public async Task Marks_ThatCannotBe_AreRefusedWithWhatIsWrong()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("done", ("views", "histograms"));
        await system.EndOfAsync("done");

        Assert.Equal("Image 240 is not in the pool of run done, whose ids are 0 to 239.", await RefusalAsync(ImageMark.Next, 1, 240));
        Assert.Equal("Image 7 is named twice; name each image once.", await RefusalAsync(ImageMark.Excluded, 7, 7));
        Assert.Equal("No image is named; name at least one to mark.", await RefusalAsync(ImageMark.Next));
        Assert.Equal("There is no mark 9; give NEXT, EXCLUDED, or UNSPECIFIED to take marks back.", await RefusalAsync((ImageMark)9, 1));
        // All labels are bought, so all others may go; then there is nothing to extend it with.
        var all = await MarkAsync(system, "done", ImageMark.Excluded, Enumerable.Range(0, SmallPool.Train));
        Assert.Equal((200, 40), (all.Marked, all.Answered));
        var extension = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.ExtendRunAsync(new ExtendRunRequest { RunId = "done", Labels = 41 }));
        Assert.Equal("labels=41 is more than the 40 images of bars that the run may ask for: 200 are excluded. Extend it to 40 or less.", extension.Status.Detail);
        await system.StartRunAsync("asks", ("oracle.kind", "human"), ("labels", "24"), ("validate.share", "0.25"), ("views", "histograms"));
        await system.UntilAskedAsync("asks");
        var few = await Assert.ThrowsAsync<RpcException>(() => MarkAsync(system, "asks", ImageMark.Excluded, Enumerable.Range(0, SmallPool.Train)));
        Assert.Equal("Without these images 0 would be left, and run asks has 18 labels to buy. Exclude 18 fewer.", few.Status.Detail);

        async Task<string> RefusalAsync(ImageMark mark, params int[] ids)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => MarkAsync(system, "done", mark, ids));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            return refused.Status.Detail;
        }
    }

    private static async Task<MarkImagesResponse> MarkAsync(TestSystem system, string run, ImageMark mark, IEnumerable<int> ids) =>
        await system.Client.MarkImagesAsync(new MarkImagesRequest { RunId = run, Mark = mark, SampleIds = { ids } });

    private static async Task<IReadOnlyList<(int Id, ImageMark Mark)>> MarksAsync(TestSystem system, string run)
    {
        using var call = system.Client.StreamPoolState(new StreamPoolStateRequest { RunId = run });
        List<(int, ImageMark)> marks = [];
        await foreach (var part in call.ResponseStream.ReadAllAsync())
            marks.AddRange(part.SampleIds.Zip(part.Marks).Where(pair => pair.Second != ImageMark.Unspecified));
        return marks;
    }
}
