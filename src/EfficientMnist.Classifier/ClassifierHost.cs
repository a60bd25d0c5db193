using EfficientMnist.Classifier.Cluster;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Grpc;
using EfficientMnist.Classifier.Inspection;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Projections;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Classifier.Scheduling;
using EfficientMnist.Classifier.Steps;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.ServiceDefaults;
using EfficientMnist.Silo;

namespace EfficientMnist.Classifier;

/// <summary>Puts the service together; tests start it in their own process.</summary>
public static class ClassifierHost
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddServiceClient<DatasetStoreService.DatasetStoreServiceClient>(ServiceNames.DatasetStore);
        builder.AddServiceClient<LabelOracleService.LabelOracleServiceClient>(ServiceNames.LabelOracle);
        builder.AddServiceClient<EncoderTrainerService.EncoderTrainerServiceClient>(ServiceNames.EncoderTrainer);
        var cluster = ClusterSettings.Read(builder.Configuration);
        builder.AddSilo(ServiceNames.Classifier, cluster);
        builder.AddRuns(cluster);

        var app = builder.Build();
        app.MapGrpcService<RunService>();
        app.MapSiloDashboard();
        app.MapDefaultEndpoints();
        return app;
    }

    private static void AddRuns(this WebApplicationBuilder builder, ClusterSettings? cluster)
    {
        var stateFolder = StateFolder.Resolve(builder.Configuration[StateFolder.Key]);
        builder.Services.AddOptions<PatienceOptions>().BindConfiguration(PatienceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<ComputeOptions>().BindConfiguration(ComputeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (cluster is null)
            builder.Services.AddSingleton<IRunStore>(services => new RunStore(stateFolder, services.GetRequiredService<TimeProvider>()));
        else
            builder.Services.AddSharedRunStore(cluster, stateFolder);
        builder.Services.AddSingleton<ProbabilityStore>();
        builder.Services.AddSingleton<RunTelemetry>();
        builder.Services.AddSingleton<PatientCall>();
        builder.Services.AddSingleton<DiskPatience>();
        builder.Services.AddSingleton(ScratchFolder.In(builder.Configuration[StateFolder.Key]));
        builder.Services.AddSingleton<ImageSource>();
        builder.Services.AddSingleton<PoolDefaults>();
        builder.Services.AddSingleton<LatentSource>();
        builder.Services.AddSingleton<FeatureSource>();
        builder.Services.AddSingleton<StudentSource>();
        builder.Services.AddSingleton<ComputeSlots>();
        builder.Services.AddSingleton<TrainingFollower>();
        builder.Services.AddSingleton<EncoderProvider>();
        builder.Services.AddSingleton<Distiller>();
        builder.Services.AddSingleton<FineTuner>();
        builder.Services.AddSingleton<PeopleAsker>();
        builder.Services.AddSingleton<LabelBuyer>();
        builder.Services.AddSingleton<RunLedger>();
        builder.Services.AddSingleton<Grader>();
        builder.Services.AddSingleton<ActiveLearningRun>();
        builder.Services.AddSingleton<RunExecution>();
        builder.Services.AddSingleton<LearnerSource>();
        builder.Services.AddSingleton<Predictor>();
        builder.Services.AddSingleton<NetworkSource>();
        builder.Services.AddSingleton<ModelExporter>();
        builder.Services.AddSingleton<BatchPreviewer>();
        builder.Services.AddSingleton<PoolStateReader>();
        builder.Services.AddSingleton<RunInspector>();
        builder.Services.AddSingleton(new ProjectionStore(stateFolder));
        builder.Services.AddSingleton<ProjectionQueue>();
        builder.Services.AddSingleton<RunRegistry>();
        // After the silo, in which the runs go on.
        builder.Services.AddHostedService(services => services.GetRequiredService<RunRegistry>());
        if (cluster is not null)
            builder.Services.AddSharedRuns();
    }
}
