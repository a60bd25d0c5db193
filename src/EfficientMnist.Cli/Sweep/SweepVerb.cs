using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Hosting;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Cli.Sweep.Results;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Sweep;

/// <summary>Labels × strategies × seeds, as one table and one plot.</summary>
internal sealed class SweepVerb() : Verb<SweepOptions>(
    "sweep",
    "runs every combination of the values, or what is missing of them; one table and one plot",
    SweepOptions.Table,
    [new("folder", "With --plot, the folders whose results are drawn.") { Least = 0, Most = int.MaxValue }],
    "An option of the runs: one value, several (100,200,500) or a range (1..3).")
{
    protected override async Task<int> ExecuteAsync(VerbLine<SweepOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        if (line.Options.Plot)
            return Redraw(line, screen);

        if (line.Words.Count > 0)
            throw new UsageException($"eml sweep takes options such as labels=100,500, not '{string.Join(' ', line.Words)}'; folders are of --plot.");
        var grid = SweepGrid.Parse(line.RunOptions);
        var messages = line.Options.Json ? screen.Error : screen.Output;
        if (!grid.HasRandom)
            messages.WriteLine("Without strategy=…,random there is nothing to compare with; runs of the baseline can be added later, and the others are not repeated.");
        return await line.Options.System.RunAsync(
            screen,
            async system =>
            {
                var folder = line.Options.Out is { Length: > 0 } path ? new SweepFolder(path) : null;
                var session = new SweepSession(system, screen, folder, line.Options.Json) { StopWhenInterrupted = line.Options.System.Own };
                var document = await session.RunAsync(grid, line.Options.Tag, SweepCommand.Text(Name, line.Typed), cancellationToken);
                SweepText.Show(document, folder, line.Options.Json, screen);
                if (session.Failures > 0)
                    screen.Error.WriteLine($"eml: {session.Failures} of {grid.Points().Count} runs did not complete. Once the cause is gone, start the same sweep again: they go on where they ended.");
                return session.Failures == 0 ? 0 : 1;
            },
            cancellationToken);
    }

    private static int Redraw(VerbLine<SweepOptions> line, Screen screen)
    {
        var sources = line.Words;
        var target = (line.Options.Out, sources) switch
        {
            (_, []) => throw new UsageException("--plot is followed by the folders that sweeps have left with --out."),
            ({ Length: > 0 } given, _) => given,
            (_, [var only]) => only,
            _ => throw new UsageException("--plot of several folders needs one to draw into: --out <folder>."),
        };
        var document = SweepDocument.Merge([.. sources.Select(Read)]);
        var folder = new SweepFolder(target);
        folder.Write(document);
        SweepText.Show(document, folder, line.Options.Json, screen);
        return 0;
    }

    private static SweepDocument Read(string path) =>
        new SweepFolder(path).TryRead() ?? throw new UsageException($"There is no results.json in {Path.GetFullPath(path)}. A sweep leaves one with --out {path}.");
}

/// <summary>The options of eml sweep beside those of the runs.</summary>
internal sealed record SweepOptions
{
    public string Out { get; init; } = "";

    public string Tag { get; init; } = "";

    public bool Plot { get; init; }

    public bool Json { get; init; }

    public ChosenSystem System { get; init; } = new();

    public static OptionTable<SweepOptions> Table { get; } = new OptionTable<SweepOptions>("eml sweep", new())
        .Text("--out", o => o.Out, "a folder", "The folder that results, table and plot are left in.")
        .Text("--tag", o => o.Tag, "a text", "A mark on these runs, so that they are not taken for others with the same options.")
        .Switch("--plot", o => o.Plot, "Draws what is in the folders again and runs nothing.")
        .Json(o => o.Json)
        .Part("", o => o.System, ChosenSystem.Table);
}
