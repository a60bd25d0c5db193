using EfficientMnist.Classifier.Journal;
using EfficientMnist.Silo;
using Orleans.Serialization;

namespace EfficientMnist.Classifier.Cluster;

internal static class ClusterExtensions
{
    /// <summary>Has the runs of all workers be those of each, after the registry of runs in the order of what starts.</summary>
    public static void AddSharedRuns(this IServiceCollection services)
    {
        services.AddSingleton<RunStateTable>();
        services.AddSingleton<RunPlaces>();
        services.AddSingleton<PlacementStrategy, FewestRuns>();
        services.AddPlacementDirector<FewestRuns, FewestRunsDirector>();
        services.AddSerializer(serializer => serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("EfficientMnist.", StringComparison.Ordinal) == true));
        services.AddHostedService<SharedRuns>();
    }

    /// <summary>The database that the workers share, and in it their runs.</summary>
    public static void AddSharedRunStore(this IServiceCollection services, ClusterSettings cluster, string stateFolder)
    {
        services.AddSingleton(new SharedDatabase(cluster.Database));
        services.AddSingleton<IRunStore>(provider => new SharedRunStore(provider.GetRequiredService<SharedDatabase>(), stateFolder));
    }
}
