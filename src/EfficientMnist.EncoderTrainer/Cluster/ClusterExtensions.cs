using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Trainings;
using EfficientMnist.Silo;

namespace EfficientMnist.EncoderTrainer.Cluster;

internal static class ClusterExtensions
{
    /// <summary>Has the trainings of all workers be those of each.</summary>
    public static void AddSharedTrainings(this IServiceCollection services, ClusterSettings cluster)
    {
        services.AddSingleton(new SharedDatabase(cluster.Database));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SharedTrainingStore>(provider, cluster.Folder));
        services.AddSingleton<ITrainingStore>(provider => provider.GetRequiredService<SharedTrainingStore>());
        services.AddSingleton(provider => new WorkerName(provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString()));
        services.AddHostedService<SharedTrainings>();
    }
}
