using EfficientMnist.AppHost.Startup;
using EfficientMnist.Contracts.Topology;

namespace EfficientMnist.AppHost.Resources;

internal static class ClusterExtensions
{
    /// <summary>A trainer and a classifier that work for a cluster; whatever they need besides is on the machine that began it.</summary>
    public static IReadOnlyList<IResource> AddWorker(this IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        var encoderTrainer = builder.AddService<Projects.EfficientMnist_EncoderTrainer>(ServiceNames.EncoderTrainer, settings)
            .WithTensorMemory()
            .WithCluster(settings)
            .WithOrleansDashboard(settings);
        var classifier = builder.AddService<Projects.EfficientMnist_Classifier>(ServiceNames.Classifier, settings)
            .WithTensorMemory()
            .WithReference(encoderTrainer)
            .WithCluster(settings)
            .WithOrleansDashboard(settings);
        return [encoderTrainer.Resource, classifier.Resource];
    }

    /// <summary>Tells a trainer or a classifier of the cluster that this machine is part of.</summary>
    public static IResourceBuilder<ProjectResource> WithCluster(this IResourceBuilder<ProjectResource> service, AppHostSettings settings)
    {
        foreach (var (name, value) in settings.Cluster?.VariablesOf(service.Resource.Name) ?? [])
            service.WithEnvironment(name, value);
        return service;
    }
}
