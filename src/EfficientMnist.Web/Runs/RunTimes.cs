using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;

namespace EfficientMnist.Web.Runs;

/// <summary>How long a run takes, told from those that there were.</summary>
internal static class RunTimes
{
    /// <summary>A sentence about the completed runs of this data set and preset on this machine.</summary>
    public static string Of(IEnumerable<Run> runs, string dataset, string preset)
    {
        var seconds = runs
            .Where(run => run.State == RunState.Completed && RunText.Option(run, "dataset") == dataset && RunText.Option(run, "preset") == preset)
            .Select(run => run.Seconds).Order().ToList();
        return seconds.Count == 0
            ? "No such run has been completed here yet, so nobody knows how long it takes."
            : $"{(seconds.Count == 1 ? "One run of this data set and preset took" : $"{seconds.Count} runs of this data set and preset took")} {Text.Duration(seconds[seconds.Count / 2])} of work{(seconds.Count == 1 ? "" : " in the middle")}. An encoder that is there already is not trained again.";
    }
}
