using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Search.Objectives;
using EfficientMnist.Cli.Search.Results;
using EfficientMnist.Cli.Sweep;
using EfficientMnist.Cli.Sweep.Execution;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Search.Studies;

namespace EfficientMnist.Cli.Search;

/// <summary>Looks for the options that do best.</summary>
internal sealed class SearchVerb() : Verb<SearchOptions>(
    "search",
    "looks for the options that do best; the folder keeps the trials, and the same search started again goes on",
    SearchOptions.Table,
    [new("folder", "With --plot, the folder of the search.") { Least = 0 }],
    "An option of the trials: a range (8..128, log:1e-4..1e-2) or several values (ae,fc_vae) are searched, one value is that of all trials.")
{
    protected override async Task<int> ExecuteAsync(VerbLine<SearchOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        if (line.Options.Plot)
            return Redraw(line, screen);

        if (line.Words.Count > 0)
            throw new UsageException($"eml search takes options such as encoder.latent=8..128, not '{line.Words[0]}'; a folder is of --plot.");
        var (path, parallel) = (line.Options.Out, line.Options.Parallel);
        if (path.Length == 0)
            throw new UsageException("--out names the folder that keeps the trials.");
        var search = SearchLine.Parse(line.Options, line.RunOptions);
        var messages = line.Options.Json ? screen.Error : screen.Output;
        if (search.Objective == SearchLine.Accuracy)
            messages.WriteLine($"The test set decides here, so the best value is too good to be true of new images. {SearchLine.ObjectiveKey}={SearchLine.Estimate} decides by labels that are bought and held back.");
        return await line.Options.System.RunAsync(
            screen,
            async system =>
            {
                var folder = new SearchFolder(path) { Origin = await OriginAsync(system, SweepCommand.Text(Name, line.Typed), screen.Time, cancellationToken) };
                using var study = await OpenAsync(path, search, screen, cancellationToken);
                IObjective objective = search.Objective == SearchLine.Loss
                    ? new TrainingObjective(system)
                    : new RunObjective(system, screen, search.Objective == SearchLine.Accuracy, line.Options.System.Own);
                var session = new SearchSession(study, search, objective, folder, new SearchProgress(messages, search.Most, search.Plan.Goal));
                try
                {
                    await session.RunAsync(parallel, cancellationToken);
                }
                finally
                {
                    if (cancellationToken.IsCancellationRequested)
                        screen.Error.WriteLine("The same search started again goes on from here.");
                }
                return SearchText.Show(search.Plan, await study.TrialsAsync(cancellationToken), folder, line.Options.Json, screen);
            },
            cancellationToken);
    }

    private static int Redraw(VerbLine<SearchOptions> line, Screen screen)
    {
        var folder = new SearchFolder(line.Words is [var path] ? path : throw new UsageException("--plot is followed by the folder of a search."));
        var (plan, trials) = Study.Read(folder.Path)
            ?? throw new UsageException($"There is no search in {Path.GetFullPath(folder.Path)}. One leaves its trials with --out {folder.Path}.");
        folder.Write(plan, trials);
        return SearchText.Show(plan, trials, folder, line.Options.Json, screen);
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
}
