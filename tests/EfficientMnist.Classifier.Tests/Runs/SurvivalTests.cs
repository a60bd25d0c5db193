using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Microsoft.Data.Sqlite;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>Whatever goes away in mid-run, no label is bought twice and the ledger ends as if nothing had happened.</summary>
public sealed class SurvivalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Journal_OfARunThatHasBought_ShowsALedgerThatWasSetBack(bool people)
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("bought", ("labels", "16"), ("oracle.kind", people ? "human" : "dataset"));
        var run = people ? await system.LabelToTheEndAsync("bought", question => question.SampleId % 4) : await system.EndOfAsync("bought");
        var heads = new Dictionary<string, string> { ["bought"] = run.LedgerHead };

        var whole = await system.Oracle.VerifyLedgerAsync(new VerifyLedgerRequest { LedgerHeads = { heads } });
        var last = (await system.LedgerAsync("bought"))[^1].EntryId;
        // Its last row has never been: nothing in the file itself tells.
        await using (var ledger = new SqliteConnection($"Data Source={system.LedgerPath}"))
        {
            await ledger.OpenAsync();
            await using var command = ledger.CreateCommand();
            command.CommandText = $"drop trigger ledger_no_delete; update questions set entry_id = null where entry_id = {last}; delete from ledger where entry_id = {last}; update runs set spent = spent - 1, paid = paid - 1 where run_id = 'bought'";
            await command.ExecuteNonQueryAsync();
        }
        var alone = await system.Oracle.VerifyLedgerAsync(new VerifyLedgerRequest());
        var beside = await system.Oracle.VerifyLedgerAsync(new VerifyLedgerRequest { LedgerHeads = { heads } });

        Assert.Equal((RunState.Completed, ""), (run.State, run.Error));
        Assert.Empty(whole.Faults);
        Assert.Empty(alone.Faults);
        var fault = Assert.Single(beside.Faults);
        Assert.Equal("bought", fault.RunId);
        Assert.Contains("rows at its end are missing", fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithTheClassifierKilledAgainAndAgain_EndsWithTheLedgerOfAnUninterruptedRun()
    {
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        // Killed while the oracle has charged and not answered, then between other lines of the journal.
        var purchases = 0;
        var charged = new TaskCompletionSource();
        system.Proxy.BeforeAnswer = async () =>
        {
            if (Interlocked.Increment(ref purchases) == 2)
            {
                charged.SetResult();
                await Task.Delay(Timeout.Infinite, new CancellationTokenSource(TestSystem.Patience).Token);
            }
        };
        using (var classifier = new ServiceProcess(system.ClassifierArguments))
        {
            await TestSystem.UntilAsync("the classifier", system.AnswersAsync);
            await system.StartRunAsync("killed");
            await charged.Task.WaitAsync(TestSystem.Patience);
            classifier.Kill();
        }
        foreach (var lines in new[] { 6, 9 })
        {
            using var classifier = new ServiceProcess(system.ClassifierArguments);
            await TestSystem.UntilAsync($"{lines} journal lines", () => Task.FromResult(File.ReadAllLines(system.JournalPath("killed")).Length >= lines));
            classifier.Kill();
        }

        await system.StartClassifierAsync();
        var killed = await system.EndOfAsync("killed");
        await system.StartRunAsync("undisturbed");
        var undisturbed = await system.EndOfAsync("undisturbed");

        Assert.Equal(RunState.Completed, killed.State);
        Assert.Equal(await system.PurchasesAsync("undisturbed"), await system.PurchasesAsync("killed"));
        Assert.Equal(40, (await system.LedgerAsync("killed")).Count);
        Assert.Equal(undisturbed.Result, killed.Result);
        Assert.Equal(2, system.Proxy.Requests.Count(request => request == "killed/1"));
    }

    [Fact]
    public async Task Run_WithTheClassifierShutDownAndStartedAgain_GoesOnByItself()
    {
        await using var system = await TestSystem.StartAsync();
        system.Proxy.Away = true;
        await system.StartRunAsync("paused");
        await TestSystem.UntilAsync("the run to wait", async () => (await system.GetAsync("paused")).Progress.Note.Contains("label-oracle", StringComparison.Ordinal));

        await system.StopClassifierAsync();
        system.Proxy.Away = false;
        await system.StartClassifierAsync();
        var run = await system.EndOfAsync("paused");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(40, run.BudgetSpent);
    }

    [Fact]
    public async Task Run_WithTheOracleAwayInMidRun_WaitsSaysSoAndGoesOn()
    {
        await using var system = await TestSystem.StartAsync();
        system.Proxy.BeforeAnswer = () =>
        {
            // Gone after the second purchase.
            if (system.Proxy.Requests.Count == 2)
                system.Proxy.Away = true;
            return Task.CompletedTask;
        };
        await system.StartRunAsync("waiting");
        await TestSystem.UntilAsync("the note", async () => (await system.GetAsync("waiting")).Progress.Note.Contains("label-oracle is away", StringComparison.Ordinal));
        var waiting = await system.GetAsync("waiting");
        system.Proxy.Away = false;

        var run = await system.EndOfAsync("waiting");

        Assert.Equal(RunState.Running, waiting.State);
        Assert.Equal(10, waiting.BudgetSpent);
        Assert.Contains("on holiday", waiting.Progress.Note, StringComparison.Ordinal);
        Assert.Equal(RunState.Completed, run.State);
    }

    [Fact]
    public async Task Run_WhosePurchasesAreAnsweredIntoTheVoid_RepeatsThemWithoutPayingTwice()
    {
        await using var system = await TestSystem.StartAsync();
        system.Proxy.AnswersToLose = 3;
        await system.StartRunAsync("lossy");

        var run = await system.EndOfAsync("lossy");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(4, system.Proxy.Requests.Count(request => request == "lossy/0"));
        Assert.Equal(40, (await system.LedgerAsync("lossy")).Count(e => e.Charged));
    }

    [Fact]
    public async Task Run_WithTheOracleAwayForTooLong_FailsAndCanBeResumed()
    {
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        await system.StartClassifierAsync("--Patience:LimitSeconds=0.3");
        system.Proxy.Away = true;
        await system.StartRunAsync("given-up");
        var failed = await system.EndOfAsync("given-up");
        system.Proxy.Away = false;

        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "given-up" });
        var resumed = await system.EndOfAsync("given-up");

        Assert.Equal(RunState.Failed, failed.State);
        Assert.Contains("label-oracle has been away", failed.Error, StringComparison.Ordinal);
        Assert.Equal(RunState.Completed, resumed.State);
    }
}
