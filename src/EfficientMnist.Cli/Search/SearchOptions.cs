using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Hosting;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Core.Options;
using EfficientMnist.Search.Studies;

namespace EfficientMnist.Cli.Search;

/// <summary>How a search goes, beside the options of what it tries.</summary>
internal sealed record SearchOptions
{
    private const int MostTrials = 10_000;
    private const int MostParallel = 64;

    public string Objective { get; init; } = SearchLine.Estimate;

    public int Trials { get; init; } = 30;

    public int Seed { get; init; } = 1;

    public string Sampler { get; init; } = StudyPlan.TreeParzen;

    public string Pruner { get; init; } = StudyPlan.Median;

    public string Out { get; init; } = "";

    public int Parallel { get; init; } = 1;

    public bool Plot { get; init; }

    public bool Json { get; init; }

    public ChosenSystem System { get; init; } = new();

    public static OptionTable<SearchOptions> Table { get; } = new OptionTable<SearchOptions>("eml search", new())
        .Choice(SearchLine.ObjectiveKey, o => o.Objective, [SearchLine.Estimate, SearchLine.Accuracy, SearchLine.Loss], "What is made best: the estimated accuracy, the accuracy on the test images, or the loss of an encoder.")
        .Whole("trials", o => o.Trials, 1, MostTrials, "How many trials there are at most.")
        .Whole(OptionNames.Seed, o => o.Seed, 0, int.MaxValue, "Seed of the search and of all trials.")
        .Choice("sampler", o => o.Sampler, StudyPlan.Samplers, "How the next trial is chosen.")
        .Choice("pruner", o => o.Pruner, StudyPlan.Pruners, "Which trials are ended early.")
        .Text("--out", o => o.Out, "a folder", "The folder that keeps the trials; the same search started again goes on there. Required.")
        .Whole("--parallel", o => o.Parallel, 1, MostParallel, "How many trials are under way at a time.")
        .Switch("--plot", o => o.Plot, "Writes table and plot of a search again and tries nothing.")
        .Json(o => o.Json)
        .Part("", o => o.System, ChosenSystem.Table);
}
