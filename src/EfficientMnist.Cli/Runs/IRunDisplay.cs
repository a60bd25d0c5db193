using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Shows how a run goes on.</summary>
internal interface IRunDisplay
{
    /// <summary>Shows the run while <paramref name="follow"/> reports it; returns the run at its end.</summary>
    Task<Run> ShowAsync(Func<Action<Run>, Task<Run>> follow);
}
