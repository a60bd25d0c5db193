namespace EfficientMnist.Learning.Stopping;

/// <summary>Decides from a run's own history whether more labels are worth buying. A function: equal histories, equal decisions.</summary>
public interface IStoppingRule
{
    /// <summary>The name users give it, such as <c>stable</c>.</summary>
    string Name { get; }

    /// <param name="rounds">One observation per round so far, the latest last; at least one.</param>
    StopDecision Decide(IReadOnlyList<RoundObservation> rounds);
}
