using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.Encoders;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.FineTuning;
using EfficientMnist.Classifier.Grading;
using EfficientMnist.Classifier.Grpc;
using EfficientMnist.Classifier.Inspection;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Labels;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Pool;
using EfficientMnist.Classifier.Prediction;
using EfficientMnist.Classifier.Preview;
using EfficientMnist.Classifier.Projections;
using EfficientMnist.Classifier.Rounds;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.ServiceDefaults;

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
        builder.AddRuns();

        var app = builder.Build();
        app.MapGrpcService<RunService>();
        app.MapDefaultEndpoints();
        return app;
    }

    private static void AddRuns(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PatienceOptions>().BindConfiguration(PatienceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<RunExecutorOptions>().BindConfiguration(RunExecutorOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => new RunStore(
            StateFolder.Resolve(builder.Configuration[StateFolder.Key]), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<RunQueue>();
        builder.Services.AddSingleton<RunRegistry>();
        builder.Services.AddSingleton<RunTelemetry>();
        builder.Services.AddSingleton<PatientCall>();
        builder.Services.AddSingleton<ImageSource>();
        builder.Services.AddSingleton<PoolDefaults>();
        builder.Services.AddSingleton<TrainingFollower>();
        builder.Services.AddSingleton<EncoderProvider>();
        builder.Services.AddSingleton<LatentSource>();
        builder.Services.AddSingleton<FeatureSource>();
        builder.Services.AddSingleton<StudentSource>();
        builder.Services.AddSingleton<LearnerSource>();
        builder.Services.AddSingleton<Distiller>();
        builder.Services.AddSingleton<FineTuner>();
        builder.Services.AddSingleton<PeopleAsker>();
        builder.Services.AddSingleton<LabelBuyer>();
        builder.Services.AddSingleton<LabelCorrections>();
        builder.Services.AddSingleton<Grader>();
        builder.Services.AddSingleton<ActiveLearningRun>();
        builder.Services.AddSingleton<Predictor>();
        builder.Services.AddSingleton<BatchPreviewer>();
        builder.Services.AddSingleton<PoolStateReader>();
        builder.Services.AddSingleton(new ProjectionAlbum(StateFolder.Resolve(builder.Configuration[StateFolder.Key])));
        builder.Services.AddSingleton<ProjectionDesk>();
        builder.Services.AddSingleton<LedgerLabels>();
        builder.Services.AddSingleton<RunInspector>();
        builder.Services.AddHostedService<RunExecutor>();
    }
}
