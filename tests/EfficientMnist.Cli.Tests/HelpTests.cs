using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.TestSupport;

namespace EfficientMnist.Cli.Tests;

public sealed class HelpTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    public static TheoryData<string> Verbs => [.. CliApp.Verbs.Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_OfAVerb_ShowsItsWordsAndEveryOptionWithItsDefaultAndMeaning(string name)
    {
        var verb = Find(name);

        var asked = await CliRun.OfAsync(Nothing, ["help", name]);
        var switched = await CliRun.OfAsync(Nothing, [name, "--help"]);

        Assert.True(asked.ExitCode == 0, asked.Errors);
        Assert.Equal(asked.Output, switched.Output);
        Assert.StartsWith($"usage: eml {name}", asked.Output, StringComparison.Ordinal);
        Assert.Contains(verb.Summary, asked.Output, StringComparison.Ordinal);
        Assert.All(verb.Syntax.Words, word => Assert.Contains(word.Name, asked.Output, StringComparison.Ordinal));
        var shown = string.Join(' ', asked.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(verb.Syntax.Options, option =>
        {
            Assert.EndsWith(".", option.Meaning, StringComparison.Ordinal);
            var line = Assert.Single(asked.Output.Split('\n'), line => line.TrimStart().StartsWith(option.Name + " ", StringComparison.Ordinal));
            Assert.Contains(option.IsSwitch ? "" : verb.Syntax.Default(option), line, StringComparison.Ordinal);
            Assert.Contains(option.Meaning.Split(' ')[0], shown, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_WithAnOptionItDoesNotHave_NamesTheVerbAndTheOption(string name)
    {
        var run = await CliRun.OfAsync(Nothing, [name, "--no_such_option", "1"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"eml {name} has no option '--no_such_option'", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfAll_NamesEveryVerb()
    {
        var help = await CliRun.OfAsync(Nothing, ["help"]);
        var unknown = await CliRun.OfAsync(Nothing, ["help", "lable"]);

        Assert.All(CliApp.Verbs, verb => Assert.Contains(verb.Summary.Split(' ')[0], help.Output, StringComparison.Ordinal));
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("Did you mean label?", unknown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Script_Usage_NamesEveryVerb()
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, "eml"));
        var usage = script[script.IndexOf("usage() {", StringComparison.Ordinal)..script.IndexOf("\nEOF", StringComparison.Ordinal)];

        // The AppHost calls learn, people call up.
        Assert.All(CliApp.Verbs.Where(verb => verb.Name != "learn"), verb => Assert.Matches($@"\b{verb.Name}\b", usage));
    }

    [Fact]
    public void Line_WithOptionsOfAllForms_IsReadByTheTable()
    {
        var syntax = (VerbSyntax<Import.ImportVerbOptions>)Find("import").Syntax;

        var line = syntax.Parse(["mine", "size=32", "--json", "background=white", "--", "a=b"]);

        Assert.Equal(["mine", "a=b"], line.Words);
        Assert.Equal(new Import.ImportVerbOptions { Size = 32, Json = true, Background = 255 }, line.Options);
    }

    private static IVerb Find(string name) => CliApp.Verbs.Single(verb => verb.Name == name);
}
