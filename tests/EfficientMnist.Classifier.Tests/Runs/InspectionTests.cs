using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

public sealed class InspectionTests
{
    [Fact]
    public async Task ListSuspects_OfARunWithWrongLabels_FindsThemAndIsContentOnceTheyAreCorrected()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        await system.StartRunAsync("human", ("oracle.kind", "human"), ("labels", "80"), ("cold_start.size", "60"));
        await system.UntilAskedAsync("human");
        int[] wrong = [];
        await system.LabelAsync("human", question =>
        {
            if (wrong.Length == 3)
                return truth[question.SampleId];
            wrong = [.. wrong, question.SampleId];
            return (truth[question.SampleId] + 1) % 4;
        });

        var suspects = await system.Client.ListSuspectsAsync(new ListSuspectsRequest { RunId = "human" });
        var first = await system.Client.ListSuspectsAsync(new ListSuspectsRequest { RunId = "human", Limit = 1 });
        foreach (var sample in wrong)
            await system.Oracle.CorrectLabelAsync(new CorrectLabelRequest { RunId = "human", SampleId = sample, Label = truth[sample], Annotator = "ann" });
        var after = await system.Client.ListSuspectsAsync(new ListSuspectsRequest { RunId = "human" });

        Assert.Subset(suspects.Suspects.Select(s => s.SampleId).ToHashSet(), wrong.ToHashSet());
        Assert.All(suspects.Suspects.Where(s => wrong.Contains(s.SampleId)), s => Assert.Equal(truth[s.SampleId], s.SuggestedLabel));
        Assert.InRange(suspects.Suspects.Count, 3, 8);
        Assert.Equal((60, suspects.Suspects.Count, 0), (suspects.Labels, suspects.Answers, suspects.Charged));
        Assert.Equal(["across", "down", "falling", "rising"], suspects.ClassNames);
        Assert.Equal((suspects.Suspects[0], suspects.Answers), (Assert.Single(first.Suspects), first.Answers));
        Assert.All(suspects.Suspects, s => Assert.Equal(1, s.Probabilities.Sum(), 1e-4));
        Assert.DoesNotContain(after.Suspects, s => wrong.Contains(s.SampleId));
    }

    [Fact]
    public async Task Inspection_AfterARestart_ComputesNothingAgainUnlessWhatIsKeptIsDamaged()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("done");
        await system.EndOfAsync("done");
        var before = await LookAsync();
        var encodings = system.Trainer.Encodings;

        await system.StopClassifierAsync();
        await system.StartClassifierAsync();
        var after = await LookAsync();

        Assert.Equal(before, after);
        Assert.Equal(encodings, system.Trainer.Encodings);

        await system.StopClassifierAsync();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(system.RunsFolder, "done"), "*.safetensors"))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes[^10] ^= 1;
            await File.WriteAllBytesAsync(file, bytes);
        }
        await system.StartClassifierAsync();
        Assert.Equal(before, await LookAsync());
        Assert.True(system.Trainer.Encodings > encodings, "Damaged probabilities were believed.");

        async Task<(ListUncertainResponse, ListSuspectsResponse)> LookAsync() => (
            await system.Client.ListUncertainAsync(new ListUncertainRequest { RunId = "done" }),
            await system.Client.ListSuspectsAsync(new ListSuspectsRequest { RunId = "done" }));
    }

    [Fact]
    public async Task ListUncertain_OfACompletedRun_IsOrderedAndHoldsNoBoughtImage()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("done");
        await system.EndOfAsync("done");
        var bought = (await system.LedgerAsync("done")).Select(entry => entry.SampleId).ToHashSet();

        var uncertain = await system.Client.ListUncertainAsync(new ListUncertainRequest { RunId = "done" });
        var all = await system.Client.ListUncertainAsync(new ListUncertainRequest { RunId = "done", Limit = 1_000 });

        Assert.Equal(50, uncertain.Samples.Count);
        Assert.Equal(SmallPool.Train - bought.Count, all.Samples.Count);
        Assert.Equal(uncertain.Samples, all.Samples.Take(50));
        Assert.DoesNotContain(all.Samples, sample => bought.Contains(sample.SampleId));
        double[] margins = [.. all.Samples.Select(Margin)];
        Assert.Equal(margins.Order(), margins);
        Assert.All(all.Samples, sample => Assert.Equal(sample.Probabilities.Max(), sample.Probabilities[sample.PredictedLabel]));

        static double Margin(UncertainSample sample)
        {
            float[] sorted = [.. sample.Probabilities.OrderDescending()];
            return sorted[0] - sorted[1];
        }
    }

    [Fact]
    public async Task Inspection_OfARunThatKnowsNothing_SaysSo()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("human", ("oracle.kind", "human"));
        await system.UntilAskedAsync("human");

        var suspects = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.ListSuspectsAsync(new ListSuspectsRequest { RunId = "human" }));
        var uncertain = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.ListUncertainAsync(new ListUncertainRequest { RunId = "human" }));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.ListSuspectsAsync(new ListSuspectsRequest { RunId = "nobody" }));

        Assert.Equal((StatusCode.FailedPrecondition, "Run human has 0 labels; it takes two at least to tell whether one fits the others."), (suspects.StatusCode, suspects.Status.Detail));
        Assert.Equal((StatusCode.FailedPrecondition, "Run human has no label to learn from yet."), (uncertain.StatusCode, uncertain.Status.Detail));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }
}
