using System.Runtime.CompilerServices;
using System.Text;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Encoders;

namespace EfficientMnist.Classifier.Tests.Experiments;

/// <summary>docs/options.md says what the tables of options say. With EML_WRITE_DOCS=1 in the environment the test writes it.</summary>
public sealed class OptionsDocumentTests
{
    [Fact]
    public void Document_OfAllOptions_IsWhatTheTablesMakeOfIt()
    {
        var path = Path.Combine(RepositoryFolder(), "docs", "options.md");
        var document = Write();
        if (Environment.GetEnvironmentVariable("EML_WRITE_DOCS") == "1")
            File.WriteAllText(path, document);

        Assert.True(document == File.ReadAllText(path), "docs/options.md is not what the options are. EML_WRITE_DOCS=1 ./eml test OptionsDocument writes it anew.");
    }

    private static string Write()
    {
        var text = new StringBuilder();
        text.Append("""
            # Options of runs

            Every option with its default, as `./eml options` shows them for the system that is up; made from the tables in the code, so change it there. [Runs](runs.md) says how they are used.

            ## Every run


            """);
        Table(text, "", new OptionSet<RunOptions>(RunOptions.Table, RunOptions.Table.Defaults));
        text.Append("""

            What depends on the data set, unless it is given; over a pool of fewer than 60,000 images of your own, contrastive encoder and students pass as much more often as it is smaller, 200 and 100 times at most.

            | dataset | |
            |---|---|

            """);
        var usual = RunOptionsBinder.Describe(RunOptionsBinder.Bind(new Dictionary<string, string>()));
        foreach (var dataset in DatasetDefaults.Datasets)
        {
            var own = RunOptionsBinder.Describe(RunOptionsBinder.Bind(new Dictionary<string, string> { ["dataset"] = dataset }));
            text.Append("| `").Append(dataset).Append("` | ")
                .AppendJoin(", ", own.Where(option => option.Key != "dataset" && usual[option.Key] != option.Value).Select(option => $"`{option.Key}={option.Value}`"))
                .Append(" |\n");
        }
        foreach (var kind in EncoderCatalog.Kinds)
            Section(text, $"encoder.kind={kind}", "encoder.", EncoderCatalog.Options(kind));
        foreach (var kind in ClassifierKinds.All.Where(kind => kind != ClassifierChoice.Student))
            Section(text, $"classifier.kind={kind}", "classifier.", ClassifierKinds.Options(kind));
        Section(text, "Students", "student.", new StudentChoice().Options);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Section(StringBuilder text, string title, string prefix, OptionSet options)
    {
        text.Append('\n').Append("## ").Append(title).Append("\n\n");
        Table(text, prefix, options);
    }

    private static void Table(StringBuilder text, string prefix, OptionSet options)
    {
        var values = options.Values;
        text.Append("| option | default | allowed | |\n|---|---|---|---|\n");
        foreach (var option in options.Options)
            text.Append("| `").Append(prefix).Append(option.Name).Append("` | `").Append(values[option.Name]).Append("` | ").Append(option.Allowed).Append(" | ").Append(option.Meaning).Append(" |\n");
    }

    private static string RepositoryFolder([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
