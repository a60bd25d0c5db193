using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Runs;

/// <summary>Gives a run a title, tags and notes; what is not said stays as it is.</summary>
internal sealed class DescribeVerb() : Verb<DescribeOptions>(
    "describe", "gives a run a title, tags and notes, by which lists show and find it", DescribeOptions.Table, [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<DescribeOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var id = line.Words[0];
        using var system = SystemConnection.Open(screen);
        var description = (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run.Description ?? new RunDescription();
        if (line.Options.Title is { } title)
            description.Title = title;
        if (line.Options.Notes is { } notes)
            description.Notes = notes;
        if (line.Options.Tags is { } tags)
        {
            description.Tags.Clear();
            description.Tags.Add(tags.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
        var run = (await system.Classifier.DescribeRunAsync(new DescribeRunRequest { RunId = id, Description = description }, cancellationToken: cancellationToken)).Run;
        screen.Output.WriteLine(run.Description is { } said
            ? $"Run {id}: {string.Join("; ", new[] { said.Title, string.Join(", ", said.Tags), said.Notes }.Where(part => part.Length > 0))}"
            : $"Run {id} has no title, tags and notes any more.");
        return 0;
    }
}

/// <summary>The options of eml describe; null for what is not said.</summary>
internal sealed record DescribeOptions
{
    public string? Title { get; init; }

    public string? Tags { get; init; }

    public string? Notes { get; init; }

    public static OptionTable<DescribeOptions> Table { get; } = new OptionTable<DescribeOptions>("eml describe", new())
        .Value("title", o => o.Title, TryRead, text => text ?? "", "a text", "One line in place of the data set's name and the strategy's; title= for none.")
        .Value("tags", o => o.Tags, TryRead, text => text ?? "", "a text", "Words separated by commas, in place of those it has; tags= for none.")
        .Value("notes", o => o.Notes, TryRead, text => text ?? "", "a text", "Any text; notes= for none.")
        .Rule((o, _) => o is { Title: null, Tags: null, Notes: null } ? "Say what the run is to have: title=, tags= or notes=. For example: eml describe <run> title=\"first try\" tags=paper,draft" : null);

    private static bool TryRead(string text, out string? value)
    {
        value = text;
        return true;
    }
}
