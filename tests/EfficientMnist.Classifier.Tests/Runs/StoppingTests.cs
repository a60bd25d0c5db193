using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>Whole runs that estimate their accuracy and stop by themselves.</summary>
public sealed class StoppingTests
{
    private static readonly (string Name, string Value)[] Lure = [("labels", "100"), ("validate.share", "0.4"), ("validate.kind", "lure"), ("curve", "20,50,80")];

    [Fact]
    public async Task Run_WithATargetInReach_StopsEarlyAndIsGradedWithWhatItHas()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("modest", [.. Lure, ("validate.kind", "uniform"), ("stop.kind", "target"), ("stop.target", "0.5"), ("stop.minimum", "30")]);

        var run = await system.EndOfAsync("modest");

        Assert.Equal(RunState.Completed, run.State);
        Assert.InRange(run.BudgetSpent, 30, 90);
        Assert.True(run.Stopping.Stopped);
        Assert.Equal("target", run.Stopping.Rule);
        Assert.StartsWith("the target of 0.5 is reached", run.Stopping.Reason, StringComparison.Ordinal);
        Assert.True(run.Estimate.Low >= 0.5);
        // What is not spent stays unspent, and the last point of the curve is where buying ended.
        Assert.Equal(run.BudgetSpent, (await system.Oracle.GetBudgetAsync(new GetBudgetRequest { RunId = "modest" })).Budget.Spent);
        Assert.Equal(run.BudgetSpent, run.Result.Curve[^1].Labels);
        Assert.Equal(run.Result.Accuracy, run.Result.Curve[^1].Accuracy);
        Assert.Equal((GradingKind.Final, run.BudgetSpent), (system.Proxy.Gradings.First().Kind, system.Proxy.Gradings.First().LabelsUsed));
        Assert.DoesNotContain(run.Assessments.SkipLast(1), a => a.Labels >= 30 && a.Estimate.Low >= 0.5);
    }

    [Theory]
    [InlineData("uniform")]
    [InlineData("lure")]
    public async Task Run_WithAShareForValidation_BuysItAlongWithTheRoundsAndLearnsFromTheRest(string kind)
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("honest", [.. Lure, ("validate.kind", kind)]);

        var run = await system.EndOfAsync("honest");
        var ledger = await system.LedgerAsync("honest");
        var validation = ledger.Where(e => e.Purpose == QueryPurpose.Validate).ToArray();

        Assert.Equal((RunState.Completed, 100), (run.State, run.BudgetSpent));
        Assert.Equal(100, ledger.Select(e => e.SampleId).Distinct().Count());
        Assert.All(ledger, e => Assert.True(e.Charged));
        Assert.Equal(40, validation.Length);
        Assert.All(validation, e => Assert.Equal(kind, e.Strategy));
        Assert.All(validation, e => Assert.InRange(e.Score, 1e-9, 1));
        Assert.Equal("honest/0/validate", validation[0].RequestId);
        Assert.True(validation.Select(e => e.Round).Distinct().Count() > 10, "each round has its share");
        Assert.All(ledger.GroupBy(e => e.RequestId), g => Assert.Equal(Enumerable.Range(1, g.Count()), g.Select(e => e.Rank)));
        if (kind == "uniform")
            Assert.Equal(Enumerable.Range(0, 40).Select(i => 1.0 / (SmallPool.Train - i)), validation.Select(e => e.Score));

        Assert.Equal((kind, 40, 0.95), (run.Estimate.Kind, run.Estimate.Labels, run.Estimate.Confidence));
        Assert.InRange(run.Estimate.Accuracy, run.Estimate.Low, run.Estimate.High);
        Assert.InRange(run.Result.Accuracy, run.Estimate.Low - 0.05, run.Estimate.High + 0.05);
        Assert.Equal("the budget of 100 labels is spent", run.Stopping.Reason);
        Assert.Equal(Enumerable.Range(1, run.Round), run.Assessments.Select(a => a.Rounds));
        Assert.Equal(run.Estimate, run.Assessments[^1].Estimate);
        Assert.Null(run.Assessments[0].Agreement);
        Assert.All(run.Assessments.Skip(1), a => Assert.InRange(a.Agreement!.Value, -1, 1));
        Assert.InRange(run.Assessments[^1].LeaveOneOut!.Value, 0.3, 1);
        Assert.Equal([20, 50, 80, 100], run.Result.Curve.Select(p => p.Labels));
    }

    [Fact]
    public async Task Run_ByTheStableRule_StopsWithoutAnyLabelForValidation()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("stable", ("labels", "100"), ("stop.kind", "stable"), ("stop.threshold", "0.5"), ("stop.patience", "2"), ("stop.minimum", "1"));

        var run = await system.EndOfAsync("stable");

        Assert.Equal(RunState.Completed, run.State);
        Assert.InRange(run.BudgetSpent, 18, 99);
        Assert.StartsWith("predictions are stable", run.Stopping.Reason, StringComparison.Ordinal);
        Assert.Null(run.Estimate);
        Assert.NotNull(run.Result);
    }

    [Fact]
    public async Task Run_KilledBetweenAnyTwoSteps_EndsWithTheLedgerOfAnUninterruptedRun()
    {
        (string, string)[] options = [.. Lure, ("labels", "60"), ("stop.kind", "target"), ("stop.target", "0.6"), ("stop.minimum", "40"), ("stop.confidence", "0.8")];
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("undisturbed", options);
        var undisturbed = await system.EndOfAsync("undisturbed");
        await system.StopClassifierAsync();
        // Up to the grading: of that the oracle keeps a record of its own, which the killed runs below would lack.
        string[] journal = [.. (await File.ReadAllLinesAsync(system.JournalPath("undisturbed"))).TakeWhile(line => !line.Contains("\"event\":\"graded\"", StringComparison.Ordinal))];
        Assert.True(journal.Length > 10, $"The journal has {journal.Length} lines before the grading.");

        // A kill leaves a beginning of the journal behind. The oracle has answered what was bought, or has not.
        for (var lines = 1; lines < journal.Length; lines += 5)
        {
            var id = $"killed-{lines}";
            var folder = Path.GetDirectoryName(system.JournalPath(id))!;
            Directory.CreateDirectory(folder);
            var definition = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(system.JournalPath("undisturbed"))!, "options.json"));
            await File.WriteAllTextAsync(Path.Combine(folder, "options.json"), definition.Replace("undisturbed", id, StringComparison.Ordinal));
            await ReplayAsync(system, id, options, journal[..lines]);
            await File.WriteAllLinesAsync(system.JournalPath(id), journal[..lines]);
        }
        await system.StartClassifierAsync();

        for (var lines = 1; lines < journal.Length; lines += 5)
        {
            var killed = await system.EndOfAsync($"killed-{lines}");
            Assert.Equal((RunState.Completed, ""), (killed.State, killed.Error));
            Assert.Equal(await system.PurchasesAsync("undisturbed"), await system.PurchasesAsync($"killed-{lines}"));
            Assert.Equal(undisturbed.Assessments, killed.Assessments);
            Assert.Equal(undisturbed.Result, killed.Result);
        }
    }

    /// <summary>Buys for a run what the beginning of its journal says was bought.</summary>
    private static async Task ReplayAsync(TestSystem system, string id, (string Name, string Value)[] options, string[] journal)
    {
        await system.Oracle.OpenRunAsync(new OpenRunRequest { RunId = id, Dataset = SmallPool.Name, Budget = int.Parse(options.Last(o => o.Name == "labels").Value, System.Globalization.CultureInfo.InvariantCulture) });
        var bought = journal.Count(line => line.Contains("\"event\":\"bought\"", StringComparison.Ordinal) || line.Contains("\"event\":\"validation_bought\"", StringComparison.Ordinal));
        var ledger = await system.LedgerAsync("undisturbed");
        foreach (var purchase in ledger.GroupBy(e => e.RequestId).Take(bought))
        {
            var first = purchase.First();
            var request = new QueryLabelsRequest
            {
                RunId = id,
                RequestId = first.RequestId.Replace("undisturbed", id, StringComparison.Ordinal),
                Purpose = first.Purpose,
                Strategy = first.Strategy,
                Round = first.Round,
            };
            request.Queries.AddRange(purchase.Select(e => new LabelQuery { SampleId = e.SampleId, Score = e.Score, Rank = e.Rank }));
            await system.Oracle.QueryLabelsAsync(request);
        }
    }
}
