using Orleans.Runtime.Placement;

namespace EfficientMnist.Classifier.Cluster;

/// <summary>A run is activated on the worker with the fewest active ones.</summary>
internal sealed class FewestRuns : PlacementStrategy;

/// <summary>Chooses that worker.</summary>
internal sealed class FewestRunsDirector(RunPlaces places) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        var run = target.GrainIdentity.Key.ToString()!;
        var chosen = places.Fewest(run, [.. silos.Select(silo => silo.ToParsableString())]);
        // Others may be placed before it tells that it is active.
        places.Note(run, chosen);
        return Task.FromResult(silos.First(silo => silo.ToParsableString() == chosen));
    }
}
