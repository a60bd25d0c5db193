using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Cli.Search.Objectives;

/// <summary>Finds out what a choice of options is worth.</summary>
internal interface IObjective
{
    /// <param name="point">The options.</param>
    /// <param name="begin">To be told what works on them, once it is known.</param>
    /// <param name="report">To be told what is known on the way; answers whether to end it.</param>
    /// <param name="cancellationToken">Leaves the work alone.</param>
    Task<Outcome> EvaluateAsync(SweepPoint point, Func<string, Task> begin, Func<TrialReport, Task<bool>> report, CancellationToken cancellationToken);
}
