using System.Text.Json.Nodes;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Tests;

public sealed class OtherVerbsTests
{
    [Fact]
    public async Task Ledger_AsCsv_QuotesWhatNeedsIt()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("ledger", "r1", "--format", "csv");

        Assert.Equal(
            """"
            # run_id=r1
            entry_id,time,run_id,request_id,round,sample_id,file,action,label,class,reject,purpose,strategy,score,rank,charged,paid,annotator,supersedes_entry_id,trace_id
            1,2026-11-22T04:05:06.0000000Z,r1,r1/0,0,41,,bought,1,dog,,seed,"a,""b""",0.5,1,true,1,,0,abc
            2,2026-11-22T04:05:06.0000000Z,r1,r1/0,0,42,,bought,2,"a, b",,seed,"a,""b""",0.5,2,true,1,,0,abc
            """",
            run.Output.TrimEnd());
    }

    [Fact]
    public async Task Ledger_AsJsonLines_HasOneObjectPerLabel()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("ledger", "r1", "--format", "jsonl");

        Assert.Equal("""{"run_id":"r1"}""", run.Output.Split('\n')[0]);
        Assert.Equal(
            """{"entry_id":1,"time":"2026-11-22T04:05:06.0000000Z","run_id":"r1","request_id":"r1/0","round":0,"sample_id":41,"file":"","action":"bought","label":1,"class":"dog","reject":"","purpose":"seed","strategy":"a,\u0022b\u0022","score":0.5,"rank":1,"charged":true,"paid":1,"annotator":"","supersedes_entry_id":0,"trace_id":"abc"}""",
            run.Output.Split('\n')[1]);
        Assert.Equal(3, run.Output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Ledger_ToAFile_HasTheOptionsOfTheRunAndAsksForWhatIsFiltered()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run", "labels=200", "seed=7");
        var file = Path.Combine(Directory.CreateTempSubdirectory("eml-cli-").FullName, "ledger.csv");

        var run = await system.RunAsync("ledger", "run-1", "--format", "csv", "--out", file, "round=3", "action=corrected", "label=-1", "purpose=acquire", "sample=5", "annotator=bob");

        Assert.True(run.ExitCode == 0, run.Errors);
        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal("# run_id=run-1", lines[0]);
        Assert.Contains("# seed=7", lines);
        Assert.Contains("2 rows", run.Errors, StringComparison.Ordinal);
        Assert.Equal(
            new StreamLedgerRequest { RunId = "run-1", Round = 3, Action = LedgerAction.Corrected, Label = -1, Purpose = QueryPurpose.Acquire, SampleId = 5, Annotator = "bob" },
            Assert.Single(system.Oracle.LedgersRead));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task LedgerVerify_OfRunsWithJournals_HoldsTheEndsOfTheirLedgersAgainstThem()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run", "labels=200");
        await system.RunAsync("run", "labels=100");
        (system.Classifier.Runs["run-1"].LedgerHead, system.Classifier.Runs["run-2"].LedgerHead) = ("known", "lost");
        await system.RunAsync("archive", "run-1");

        var one = await system.RunAsync("ledger", "run-1", "--verify");
        var all = await system.RunAsync("ledger", "--verify");

        Assert.Equal((0, 1), (one.ExitCode, all.ExitCode));
        Assert.Contains("5 rows of 2 runs, 1 of them held against their journals: as they were written", one.Output, StringComparison.Ordinal);
        Assert.Contains("run run-2: rows at its end are missing", all.Errors, StringComparison.Ordinal);
        Assert.Equal(
            [new VerifyLedgerRequest { RunId = "run-1", LedgerHeads = { ["run-1"] = "known" } }, new VerifyLedgerRequest { LedgerHeads = { ["run-1"] = "known", ["run-2"] = "lost" } }],
            system.Oracle.Verified);
    }

    [Theory]
    [InlineData("ledger r1", "41")]
    [InlineData("datasets", "drawn by code")]
    [InlineData("encoders", "0123456789ab")]
    [InlineData("encoders", "and 1 students of runs: eml encoders --students")]
    [InlineData("encoders --students", "fedcba987654")]
    [InlineData("encoders --json", "\"kind\":\"contrastive\"")]
    [InlineData("encoders --json", "\"waits_for\":\"ae on glyphs\",\"wait_seconds\":720")]
    [InlineData("encoders --json", "\"waits_for\":\"ae on glyphs, and 1 more\",\"wait_seconds\":null")]
    [InlineData("encoders", "12 min")]
    [InlineData("runs", "data set")]
    [InlineData("runs --json", "[]")]
    [InlineData("help", "learn")]
    [InlineData("run --help", "--json")]
    public async Task Verb_OnARunningSystem_ShowsWhatIsThere(string line, string expected)
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync(line.Split(' '));

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportModel_ToAFolder_IsAFileOfTheRunsNameOrNothing()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var folder = Path.Combine(Path.GetTempPath(), $"eml-{Guid.NewGuid():N}");
        try
        {
            var written = await system.RunAsync("export-model", "run-1", "--out", folder);
            var refused = await system.RunAsync("export-model", "run-2", "--out", folder);

            Assert.StartsWith(Path.Combine(folder, "run-1.safetensors"), written.Output, StringComparison.Ordinal);
            Assert.Equal("the model", await File.ReadAllTextAsync(Path.Combine(folder, "run-1.safetensors")));
            Assert.Contains("cannot be exported exactly", refused.Errors, StringComparison.Ordinal);
            Assert.Single(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Archive_OfARun_TakesItOutOfTheListAndPutsItBack()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run", "labels=200");

        var archived = await system.RunAsync("archive", "run-1");
        var without = await system.RunAsync("runs");
        var with = await system.RunAsync("runs", "--archived");
        var back = await system.RunAsync("archive", "run-1", "--undo");

        Assert.Equal("Run run-1 is archived. To put it back: eml archive run-1 --undo", archived.Output.TrimEnd());
        Assert.DoesNotContain("run-1", without.Output, StringComparison.Ordinal);
        Assert.Contains("run-1", with.Output, StringComparison.Ordinal);
        Assert.Equal("Run run-1 is in the lists again.", back.Output.TrimEnd());
        Assert.Contains("run-1", (await system.RunAsync("runs")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_OfARun_ChangesWhatIsSaidAndLeavesTheRest()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run", "labels=200");

        var first = await system.RunAsync("describe", "run-1", "title=First try", "tags=paper, draft");
        var second = await system.RunAsync("describe", "run-1", "notes=Again with more labels", "tags=");
        var nothing = await system.RunAsync("describe", "run-1");
        var deleted = await system.RunAsync("delete-run", "run-1");

        Assert.Equal("Run run-1: First try; paper, draft", first.Output.TrimEnd());
        Assert.Equal("Run run-1: First try; Again with more labels", second.Output.TrimEnd());
        Assert.Equal(2, nothing.ExitCode);
        Assert.Contains("title=, tags= or notes=", nothing.Errors, StringComparison.Ordinal);
        Assert.Equal("Run run-1 is deleted.", deleted.Output.TrimEnd());
        Assert.DoesNotContain("run-1", (await system.RunAsync("runs")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mark_OfImages_SaysHowManyAreAskedForAndExcluded()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run", "labels=200");

        var marked = await system.RunAsync("mark", "run-1", "next=5,9", "exclude=7");
        var back = await system.RunAsync("mark", "run-1", "--clear-all");
        var nothing = await system.RunAsync("mark", "run-1");
        var wrong = await system.RunAsync("mark", "run-1", "next=five");

        Assert.Equal("Excluded: 1 more, 1 in all.\nAsked for next, with the next batch that is chosen: 2 more, 2 in all.", marked.Output.TrimEnd().ReplaceLineEndings("\n"));
        Assert.Equal("Left to the strategy again: 3.", back.Output.TrimEnd());
        Assert.Contains("next=, exclude= or clear=", nothing.Errors, StringComparison.Ordinal);
        Assert.Contains("such as 5,9", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extend_OfARun_SaysUpToWhereItGoes()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var extended = await system.RunAsync("extend", "run-1", "labels=60");
        var without = await system.RunAsync("extend", "run-1");
        var other = await system.RunAsync("extend", "run-1", "labels=60", "seed=2");

        Assert.Equal("Run run-1 goes on from 40 to 60 labels. To follow it: eml watch run-1", extended.Output.TrimEnd());
        Assert.Equal("Run run-1 goes on from 40 to 50 labels, with 1,000 of 3,000 paid. To follow it: eml watch run-1", (await system.RunAsync("extend", "run-1", "money=3000")).Output.TrimEnd());
        Assert.Contains("eml extend <run> labels=60", without.Errors, StringComparison.Ordinal);
        Assert.Contains("seed", other.Errors, StringComparison.Ordinal);
        Assert.NotEqual(0, other.ExitCode);
    }

    [Fact]
    public async Task Runs_OfWhichOneHasPrices_TellWhatIsPaid()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run", "labels=200");
        var without = await system.RunAsync("runs");
        var run = system.Classifier.Runs["run-1"];
        (run.Options["oracle.price"], run.Paid, run.MoneyLimit) = ("cat:10,dog:25", 1_250, 2_000);

        var with = await system.RunAsync("runs");
        var json = JsonNode.Parse((await system.RunAsync("runs", "--json")).Output)!.AsArray().Single()!;

        Assert.DoesNotContain("paid", without.Output, StringComparison.Ordinal);
        Assert.Contains("1,250 of 2,000", with.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal((1_250L, 2_000L), ((long)json["paid"]!, (long)json["money"]!));
    }

    [Fact]
    public async Task Ledger_AsATable_HasWhatWasPaidWhereLabelsHavePrices()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var without = await system.RunAsync("ledger", "r1");
        system.Oracle.HasPrices = true;

        var with = await system.RunAsync("ledger", "r1");

        Assert.DoesNotContain("paid", without.Output, StringComparison.Ordinal);
        Assert.Contains("paid", with.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WatchStopAndResume_OfARun_ReachTheClassifier()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run", "labels=200");

        var watched = await system.RunAsync("watch", "run-1", "--json");
        var stopped = await system.RunAsync("stop", "run-1");
        var resumed = await system.RunAsync("resume", "run-1");
        var relearned = await system.RunAsync("relearn", "run-1");
        var listed = await system.RunAsync("runs");

        Assert.StartsWith("{\"dataset\":\"fashion-mnist\"", watched.Output, StringComparison.Ordinal);
        Assert.Contains("stopped", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("eml watch run-1", resumed.Output, StringComparison.Ordinal);
        Assert.Contains("eml watch run-1", relearned.Output, StringComparison.Ordinal);
        Assert.Contains("labels=200", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_WithOptions_AreThoseThatHaveThem()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run", "labels=200");
        await system.RunAsync("run", "labels=100");

        var listed = await system.RunAsync("runs", "labels=100", "--json");
        var misspelt = await system.RunAsync("runs", "lables=100");

        Assert.Equal("run-2", Assert.Single(JsonNode.Parse(listed.Output)!.AsArray())!["run_id"]!.GetValue<string>());
        Assert.Equal(2, misspelt.ExitCode);
        Assert.Contains("No run has an option lables", misspelt.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_OfTwoRuns_ShowsTheOptionsInWhichTheyDiffer()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run", "labels=200", "seed=7");
        await system.RunAsync("run", "labels=100", "seed=7");

        var table = await system.RunAsync("compare", "run-1", "run-2");
        var json = await system.RunAsync("compare", "run-1", "run-2", "--json");

        Assert.True(table.ExitCode == 0, table.Errors);
        var row = Assert.Single(table.Output.Split('\n'), line => line.StartsWith("│ labels ", StringComparison.Ordinal) && !line.Contains('/', StringComparison.Ordinal));
        Assert.Contains("200", row, StringComparison.Ordinal);
        Assert.Contains("100", row, StringComparison.Ordinal);
        Assert.DoesNotContain("seed", table.Output, StringComparison.Ordinal);
        Assert.Equal(["200", "100"], JsonNode.Parse(json.Output)!.AsArray().Select(run => run!["differing"]!["labels"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("fly", "There is no verb 'fly'")]
    [InlineData("run --jsno", "eml run has no option '--jsno'. Did you mean --json?")]
    [InlineData("run fast", "not 'fast'")]
    [InlineData("run --root", "--root needs a value: a folder")]
    [InlineData("run --root x", "--root is of --system")]
    [InlineData("ledger", "only with --verify")]
    [InlineData("ledger --verify round=3", "--verify is of whole runs")]
    [InlineData("sweep fast", "not 'fast'")]
    [InlineData("sweep --plot", "followed by the folders")]
    [InlineData("search fast --out x", "not 'fast'")]
    [InlineData("export r1 --out x --link", "--link is of --images")]
    [InlineData("stop", "eml stop takes <run>, and there is nothing")]
    [InlineData("stop r1 labels=3", "eml stop takes <run>, not 'r1 labels=3'")]
    [InlineData("compare r1", "eml compare takes <run> <run> …, not 'r1'")]
    [InlineData("ledger r1 --format csv --json", "exclude each other")]
    [InlineData("ledger r1 --format xml", "--format='xml' must be one of table, csv, jsonl")]
    [InlineData("ledger r1 colour=red", "eml ledger has no option 'colour'")]
    [InlineData("ledger r1 action=eaten", "must be one of bought, answered, skipped, undone, corrected")]
    [InlineData("correct r1 42 bird", "Its classes are 1 cat, 2 dog")]
    [InlineData("suspects r1 --limit none", "--limit='none' must be a whole number from 1")]
    public async Task Verb_MistypedInAnyWay_IsExplainedWithExitCode2(string line, string expected)
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_WithoutASystem_ShowsWhatIsMissingAndFails()
    {
        // Port 1 belongs to nobody who would answer.
        var nowhere = new Dictionary<string, string> { ["Services__Key"] = "k" };
        foreach (var name in new[] { "EML_CLASSIFIER", "EML_DATASET_STORE", "EML_LABEL_ORACLE", "EML_ENCODER_TRAINER" })
            nowhere[name] = "http://127.0.0.1:1";

        var status = await CliRun.OfAsync(nowhere, ["status"]);
        var json = await CliRun.OfAsync(nowhere, ["status", "--json"]);
        var runs = await CliRun.OfAsync(nowhere, ["runs"]);

        Assert.Equal((1, 1), (status.ExitCode, json.ExitCode));
        Assert.Equal(4, JsonNode.Parse(json.Output)!.AsArray().Count(service => service!["health"]!.GetValue<string>().StartsWith("Unavailable", StringComparison.Ordinal)));
        Assert.Contains("Unavailable", status.Output, StringComparison.Ordinal);
        Assert.Contains("./eml up", status.Errors, StringComparison.Ordinal);
        Assert.Equal(1, runs.ExitCode);
        Assert.Contains("./eml up", runs.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_ThatIsNone_IsExplained()
    {
        var run = await CliRun.OfAsync(new Dictionary<string, string> { ["EML_CLASSIFIER"] = "localhost", ["Services__Key"] = "k" }, ["runs"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("EML_CLASSIFIER", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_OnAStateFolder_ReachesTheSystemThatIsUpOnItAndNoOther()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var folder = Directory.CreateTempSubdirectory("eml-state-").FullName;
        try
        {
            var environment = new Dictionary<string, string> { ["Storage__Root"] = folder };
            var before = await CliRun.OfAsync(environment, ["runs"]);
            system.WriteSystemFile(folder, ServiceNames.LabelOracle, new ServiceTrouble("exit code 134: out of memory", 5, IsLeftEnded: true, new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero)));
            var runs = await CliRun.OfAsync(environment, ["runs"]);
            var status = await CliRun.OfAsync(environment, ["status", "--json"]);

            Assert.Equal(1, before.ExitCode);
            Assert.Contains($"No system is up on the state folder {folder}.", before.Errors, StringComparison.Ordinal);
            Assert.True(runs.ExitCode == 0, runs.Errors);
            Assert.Contains("2026-11-29 08:00:00Z: ended 5 times within a minute and is left ended, exit code 134: out of memory", status.Output, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SystemFile.PathIn(folder)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Command_OnADamagedSystemFile_NamesItAndTheRemedy()
    {
        var folder = Directory.CreateTempSubdirectory("eml-state-").FullName;
        try
        {
            await File.WriteAllTextAsync(SystemFile.PathIn(folder), "{");

            var run = await CliRun.OfAsync(new Dictionary<string, string> { ["Storage__Root"] = folder }, ["runs"]);

            Assert.Equal(1, run.ExitCode);
            Assert.Contains($"{SystemFile.PathIn(folder)} cannot be read", run.Errors, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
