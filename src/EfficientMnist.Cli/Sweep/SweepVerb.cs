using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Hosting;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Cli.Sweep.Results;

namespace EfficientMnist.Cli.Sweep;

/// <summary>Labels × strategies × seeds, as one table and one plot.</summary>
internal sealed class SweepVerb : IVerb
{
    private const string Json = "--json";
    private const string Plot = "--plot";
    private const string Out = "--out";
    private const string Tag = "--tag";

    public string Name => "sweep";

    public string Usage => "[key=value,value… …] [--out <folder>] [--tag <text>] [--json] | --plot <folder> … [--out <folder>]";

    public string Summary => "runs every combination of the values, or what is missing of them; one table and one plot";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, [Json, Plot, ChosenSystem.OwnSwitch], [Out, Tag, ChosenSystem.RootSetting]);
        if (line.Has(Plot))
            return Redraw(line, screen);

        line.Words();
        var grid = SweepGrid.Parse(line.Options);
        var messages = line.Has(Json) ? screen.Error : screen.Output;
        if (!grid.HasRandom)
            messages.WriteLine("Without strategy=…,random there is nothing to compare with; runs of the baseline can be added later, and the others are not repeated.");
        return await ChosenSystem.RunAsync(
            line, screen,
            async system =>
            {
                var folder = line.Value(Out) is { } path ? new SweepFolder(path) : null;
                var session = new SweepSession(system, screen, folder, line.Has(Json)) { StopWhenInterrupted = line.Has(ChosenSystem.OwnSwitch) };
                var document = await session.RunAsync(grid, line.Value(Tag) ?? "", SweepCommand.Text(Name, arguments), cancellationToken);
                SweepText.Show(document, folder, line.Has(Json), screen);
                if (session.Failures > 0)
                    screen.Error.WriteLine($"eml: {session.Failures} of {grid.Points().Count} runs did not complete. Once the cause is gone, start the same sweep again: they go on where they ended.");
                return session.Failures == 0 ? 0 : 1;
            },
            cancellationToken);
    }

    private static int Redraw(CommandLine line, Screen screen)
    {
        var sources = line.WithoutOptions().WordsFrom("folder");
        var target = line.Value(Out) ?? (sources is [var only] ? only : throw new UsageException($"{Plot} of several folders needs one to draw into: {Out} <folder>."));
        var document = SweepDocument.Merge([.. sources.Select(Read)]);
        var folder = new SweepFolder(target);
        folder.Write(document);
        SweepText.Show(document, folder, line.Has(Json), screen);
        return 0;
    }

    private static SweepDocument Read(string path) =>
        new SweepFolder(path).TryRead() ?? throw new UsageException($"There is no results.json in {Path.GetFullPath(path)}. A sweep leaves one with --out {path}.");
}
