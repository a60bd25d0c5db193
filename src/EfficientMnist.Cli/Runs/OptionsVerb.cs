using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Runs;

/// <summary>Every option of a run, its value under the deviations given, what is allowed, and what it means.</summary>
internal sealed class OptionsVerb() : Verb<OutputOptions>(
    "options",
    "shows every option of a run with its value and what is allowed; with key=value what becomes of the others",
    OutputOptions.Table,
    runOptions: "Shows what becomes of the other options with this one.")
{
    protected override async Task<int> ExecuteAsync(VerbLine<OutputOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var request = new DescribeOptionsRequest();
        foreach (var (name, value) in line.RunOptions)
            request.Options[name] = value;
        using var system = SystemConnection.Open(screen);
        var options = (await system.Classifier.DescribeOptionsAsync(request, cancellationToken: cancellationToken)).Options;
        if (line.Options.Json)
        {
            screen.Output.WriteLine(new JsonArray([.. options.Select(o => new JsonObject { ["name"] = o.Name, ["value"] = o.Value, ["allowed"] = Allowed(o), ["meaning"] = o.Meaning })]).ToJsonString());
            return 0;
        }
        var table = new Table().AddColumns("option", "value", "allowed", "meaning");
        foreach (var option in options)
            table.AddRow(Markup.Escape(option.Name), Markup.Escape(option.Value), Markup.Escape(Allowed(option)), Markup.Escape(option.Meaning));
        screen.OutputConsole().Write(table);
        return 0;
    }

    private static string Allowed(RunOption option) => option.Choices.Count > 0 ? string.Join(", ", option.Choices) : option.Allowed;
}
