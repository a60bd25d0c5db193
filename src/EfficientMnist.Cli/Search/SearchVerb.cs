using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Hosting;
using EfficientMnist.Cli.Search.Objectives;
using EfficientMnist.Cli.Search.Results;
using EfficientMnist.Cli.Sweep;
using EfficientMnist.Cli.Sweep.Execution;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Search.Studies;

namespace EfficientMnist.Cli.Search;

/// <summary>Looks for the options that do best.</summary>
internal sealed class SearchVerb : IVerb
{
    private const string Json = "--json";
    private const string Plot = "--plot";
    private const string Out = "--out";
    private const string Parallel = "--parallel";
    private const int MostParallel = 64;

    public string Name => "search";

    public string Usage => "key=low..high|log:low..high|value,value … [trials=30] [objective=estimate|accuracy|loss] [seed=1] [sampler=tpe|random] [pruner=median|halving|none] --out <folder> [--parallel n] [--json] | --plot <folder>";

    public string Summary => "looks for the options that do best; the folder keeps the trials, and the same search started again goes on";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var words = CommandLine.Parse(arguments, [Json, Plot, ChosenSystem.OwnSwitch], [Out, Parallel, ChosenSystem.RootSetting]);
        if (words.Has(Plot))
            return Redraw(words, screen);

        words.Words();
        var line = SearchLine.Parse(words.Options);
        var path = words.Value(Out) ?? throw new UsageException($"{Out} names the folder that keeps the trials.");
        var parallel = ParallelOf(words.Value(Parallel));
        var messages = words.Has(Json) ? screen.Error : screen.Output;
        if (line.Objective == SearchLine.Accuracy)
            messages.WriteLine($"The test set decides here, so the best value is too good to be true of new images. {SearchLine.ObjectiveKey}={SearchLine.Estimate} decides by labels that are bought and held back.");
        return await ChosenSystem.RunAsync(
            words, screen,
            async system =>
            {
                var folder = new SearchFolder(path) { Origin = await OriginAsync(system, SweepCommand.Text(Name, arguments), screen.Time, cancellationToken) };
                using var study = await OpenAsync(path, line, screen, cancellationToken);
                IObjective objective = line.Objective == SearchLine.Loss
                    ? new TrainingObjective(system)
                    : new RunObjective(system, screen, line.Objective == SearchLine.Accuracy, words.Has(ChosenSystem.OwnSwitch));
                var session = new SearchSession(study, line, objective, folder, new SearchProgress(messages, line.Most, line.Plan.Goal));
                try
                {
                    await session.RunAsync(parallel, cancellationToken);
                }
                finally
                {
                    if (cancellationToken.IsCancellationRequested)
                        screen.Error.WriteLine("The same search started again goes on from here.");
                }
                return SearchText.Show(line.Plan, await study.TrialsAsync(cancellationToken), folder, words.Has(Json), screen);
            },
            cancellationToken);
    }

    private static int Redraw(CommandLine words, Screen screen)
    {
        var folder = new SearchFolder(words.WithoutOptions().Words("folder")[0]);
        var (plan, trials) = Study.Read(folder.Path)
            ?? throw new UsageException($"There is no search in {Path.GetFullPath(folder.Path)}. One leaves its trials with {Out} {folder.Path}.");
        folder.Write(plan, trials);
        return SearchText.Show(plan, trials, folder, words.Has(Json), screen);
    }

    private static async Task<Study> OpenAsync(string path, SearchLine line, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            return await Study.OpenAsync(path, line.Plan, screen.Time, cancellationToken);
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException(error.Message);
        }
    }

    private static async Task<SearchOrigin> OriginAsync(SystemConnection system, string command, TimeProvider time, CancellationToken cancellationToken)
    {
        var device = await system.Trainer.GetDeviceAsync(new GetDeviceRequest(), cancellationToken: cancellationToken);
        return new SearchOrigin(command, time.GetUtcNow(), MachineProbe.Hardware(device), await SourceProbe.SoftwareAsync(AppContext.BaseDirectory, device, cancellationToken));
    }

    private static int ParallelOf(string? text) => text is null
        ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parallel) && parallel is > 0 and <= MostParallel
            ? parallel
            : throw new UsageException($"{Parallel} is a whole number from 1 to {MostParallel}, not '{text}'.");
}
