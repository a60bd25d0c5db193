using System.Text.Json.Nodes;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Tests;

public sealed class LabellingVerbsTests
{
    [Fact]
    public async Task Label_ByTypedLines_AnswersSkipsUndoesAndGoesToTheEnd()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.TypeAsync("skip\ndog\nundo\nbird\n1\na, b\nDO\n", "label", "r1");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(
            [
                (41, LedgerAction.Skipped, -1, "ann"), (42, LedgerAction.Answered, 1, "ann"), (42, LedgerAction.Undone, -1, "ann"),
                (42, LedgerAction.Answered, 0, "ann"), (43, LedgerAction.Answered, 2, "ann"), (41, LedgerAction.Answered, 1, "ann"),
            ],
            system.Oracle.Recorded);
        Assert.Equal(1, system.Oracle.Claims);
        Assert.Contains("██\n  \n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Image 41, round 2, margin 0.25, rank 1", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 cat, 2 dog, 3 a, b; a line each", run.Output, StringComparison.Ordinal);
        Assert.Contains("'bird' is no class.", run.Output, StringComparison.Ordinal);
        Assert.Contains("3 of 3 of this round labelled", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_OnATerminalThatIsClearedForEachImage_SaysWhatWasRefusedBelowTheNextOne()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.TypeOnATerminalAsync("bird\n2\nquit\n", "label", "r1");

        var below = run.Output.Split('\n').SkipWhile(line => !line.Contains("a line each", StringComparison.Ordinal)).ToList();
        var second = below.FindIndex(1, line => line.StartsWith("1 cat, 2 dog", StringComparison.Ordinal));
        Assert.StartsWith("'bird' is no class.", below[second + 1], StringComparison.Ordinal);
        Assert.Contains("Image 41: dog", below[second..], StringComparer.Ordinal);
    }

    [Fact]
    public async Task Label_ForAProgram_IsAJsonObjectALine()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.TypeAsync("undo\n2\nquit\n", "label", "r1", "--json", "--annotator", "robot");

        Assert.True(run.ExitCode == 0, run.Errors);
        var lines = run.Output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!.AsObject().Single()).ToList();
        Assert.Equal(["question", "refused", "question", "recorded", "question", "ended"], lines.Select(line => line.Key));
        Assert.Equal(41, (int)lines[0].Value!["sample_id"]!);
        Assert.Equal("There is nothing to take back.", (string?)lines[1].Value);
        Assert.Equal("dog", (string?)lines[3].Value!["class"]);
        Assert.Equal((41, LedgerAction.Answered, 1, "robot"), Assert.Single(system.Oracle.Recorded));
    }

    [Fact]
    public async Task Label_WhatIsNoneOfTheClasses_IsRejectedForItsReasonAndTakenBack()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.TypeAsync("none\nundo\nnone of these\nUNUSABLE\nquit\n", "label", "r1", "--json");

        Assert.True(run.ExitCode == 0, run.Errors);
        var recorded = run.Output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!["recorded"]).OfType<JsonNode>().ToList();
        Assert.Equal(
            [("answered", -1, "none_of_these"), ("undone", -1, ""), ("answered", -1, "none_of_these"), ("answered", -1, "unusable")],
            recorded.Select(row => ((string)row["action"]!, (int)row["label"]!, (string)row["reject"]!)));
        Assert.Equal([41, 41, 41, 42], recorded.Select(row => (int)row["sample_id"]!));
    }

    [Fact]
    public async Task Correct_ToNoClass_RejectsTheImage()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("correct", "r1", "42", "unusable");

        Assert.StartsWith("Image 42 is unusable;", run.Output, StringComparison.Ordinal);
        Assert.Equal((42, LedgerAction.Corrected, -1, "ann"), Assert.Single(system.Oracle.Recorded));
    }

    [Fact]
    public async Task Correct_ByNameOrNumber_ReachesTheOracle()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var named = await system.RunAsync("correct", "r1", "42", "Dog");
        var numbered = await system.RunAsync("correct", "r1", "43", "1", "--annotator", "bob", "--json");

        Assert.Equal("Image 42 is dog; the rounds that follow learn from it, a run that has ended by eml relearn r1.", named.Output.TrimEnd());
        Assert.Equal("corrected", (string?)JsonNode.Parse(numbered.Output)!["action"]);
        Assert.Equal([(42, LedgerAction.Corrected, 1, "ann"), (43, LedgerAction.Corrected, 0, "bob")], system.Oracle.Recorded);
    }

    [Theory]
    [InlineData("a/x.png", 41, "")]
    [InlineData("y.png", 42, "")]
    [InlineData("z.png", null, "has the number or the file 'z.png'")]
    public async Task Correct_ByItsFile_FindsTheImage(string file, int? sample, string hint)
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Oracle.FileOf = id => id == 41 ? "a/x.png" : "b/y.png";

        var run = await system.RunAsync("correct", "r1", file, "cat");

        Assert.Equal(sample is null ? 2 : 0, run.ExitCode);
        Assert.Contains(hint, run.Errors, StringComparison.Ordinal);
        Assert.Equal(sample, system.Oracle.Recorded.Select(row => (int?)row.Sample).SingleOrDefault());
    }

    [Theory]
    [InlineData("label")]
    [InlineData("answers")]
    [InlineData("ledger")]
    [InlineData("correct 3 dog")]
    public async Task Verb_OnARunThatIsQueued_SaysSo(string line)
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Classifier.Runs["r2"] = new Run { RunId = "r2", State = RunState.Queued };
        system.Oracle.Unopened.UnionWith(["r2", "r3"]);
        var words = line.Split(' ');

        var queued = await system.RunAsync([words[0], "r2", .. words[1..]]);
        var unknown = await system.RunAsync([words[0], "r3", .. words[1..]]);

        Assert.Equal((1, 2), (queued.ExitCode, unknown.ExitCode));
        Assert.Contains("The run r2 is queued and has no labels yet", queued.Errors, StringComparison.Ordinal);
        Assert.Contains("There is no run 'r3'", unknown.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("answers r1", "bob")]
    [InlineData("answers r1 --annotator cid", "cid")]
    [InlineData("suspects r1", "4711")]
    [InlineData("suspects r1", "2 of 40 labels are suspicious. Asking for them again takes 2 answers and is charged 0 labels")]
    [InlineData("uncertain r1 --limit 321", "321")]
    [InlineData("uncertain r1", "dog 62%")]
    public async Task Verb_ForPeople_ShowsATable(string line, string expected)
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync(line.Split(' '));

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains(expected, run.Output.Replace(" %", "%", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agreement_TellsShareKappasAndWhatIsToBeSettled()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var none = await system.RunAsync("agreement", "r1");
        system.Oracle.Agreement = new GetAgreementResponse
        {
            Drawn = 6,
            Answered = 4,
            Agreed = 3,
            Kappa = 0.5,
            Pairs = { new PairAgreement { First = "ann", Second = "bob", Images = 4, Agreed = 3 } },
            Disagreements =
            {
                new Disagreement
                {
                    SampleId = 42,
                    First = new Said { Annotator = "ann", Label = 1 },
                    Second = new Said { Annotator = "bob", Label = -1, Reject = RejectReason.Unusable },
                },
            },
        };

        var table = await system.RunAsync("agreement", "r1");
        var json = JsonNode.Parse((await system.RunAsync("agreement", "r1", "--json")).Output)!;

        Assert.Contains("oracle.second=0.1", none.Output, StringComparison.Ordinal);
        Assert.Contains("3 of 4 images answered twice have the same answer, 75.0 %; Fleiss' kappa 0.50. 2 wait for a second answer.", table.Output, StringComparison.Ordinal);
        Assert.Contains("not defined", table.Output, StringComparison.Ordinal);
        Assert.Contains("eml correct r1 <image> <class>", table.Output, StringComparison.Ordinal);
        Assert.Equal((0.5, null), ((double)json["fleiss_kappa"]!, json["pairs"]![0]!["cohen_kappa"]));
        var image = json["disagreements"]![0]!;
        Assert.Equal((42, "dog", "unusable", false), ((int)image["sample_id"]!, (string)image["first"]!["class"]!, (string)image["second"]!["reject"]!, (bool)image["settled"]!));
    }

    [Fact]
    public async Task Verbs_ForPrograms_AreJson()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var answers = JsonNode.Parse((await system.RunAsync("answers", "r1", "--json")).Output)!;
        var suspects = JsonNode.Parse((await system.RunAsync("suspects", "r1", "--json")).Output)!;
        var uncertain = JsonNode.Parse((await system.RunAsync("uncertain", "r1", "--json")).Output)!;

        Assert.Equal(42, (int)answers[0]!["sample_id"]!);
        Assert.Equal((1, 2, 0.875), ((int)suspects["suspects"]![0]!["suggested_label"]!, (int)suspects["answers"]!, (double)suspects["suspects"]![0]!["probabilities"]![1]!));
        Assert.Equal("dog", (string?)uncertain[0]!["class"]);
    }

    [Fact]
    public async Task Run_ThatCannotBeGraded_SaysSoAndTellsItsEstimate()
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Classifier.End = run =>
        {
            run.State = RunState.Completed;
            run.NotGraded = "Data set mine has no labelled test split.";
            run.BudgetSpent = 30;
            run.Estimate = new AccuracyEstimate { Kind = "uniform", Accuracy = 0.9, Low = 0.7, High = 0.97, Labels = 10, Confidence = 0.95 };
            return run;
        };

        var people = await system.RunAsync("run", "labels=30", "oracle.kind=human");
        var program = await system.RunAsync("watch", "run-1", "--json");

        Assert.True(people.ExitCode == 0, people.Errors);
        Assert.Contains("not graded: Data set mine has no labelled test split.", people.Output, StringComparison.Ordinal);
        Assert.Contains("0.9000 (0.7000 to 0.9700)", people.Output, StringComparison.Ordinal);
        var json = JsonNode.Parse(program.Output.TrimEnd().Split('\n')[^1])!;
        Assert.Null(json["accuracy"]);
        Assert.Equal("Data set mine has no labelled test split.", (string?)json["not_graded"]);
        Assert.Equal(0.9, (double)json["estimate"]!["accuracy"]!);
    }
}
