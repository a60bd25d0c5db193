using EfficientMnist.AppHost;
using EfficientMnist.Contracts.Topology;

var settings = AppHostSettings.Read(args);
using var stateLock = StateFolderLock.Take(settings.StateFolder);

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
{
    Args = args,
    DisableDashboard = !settings.Dashboard,
});

var cache = builder.AddCache();

var datasetStore = builder.AddService<Projects.EfficientMnist_DatasetStore>(ServiceNames.DatasetStore, settings);

var labelOracle = builder.AddService<Projects.EfficientMnist_LabelOracle>(ServiceNames.LabelOracle, settings)
    .WithLedgerDatabase(builder);

var encoderTrainer = builder.AddService<Projects.EfficientMnist_EncoderTrainer>(ServiceNames.EncoderTrainer, settings)
    .WithReference(cache).WaitFor(cache)
    .WithReference(datasetStore).WaitFor(datasetStore);

var classifier = builder.AddService<Projects.EfficientMnist_Classifier>(ServiceNames.Classifier, settings)
    .WithReference(datasetStore).WaitFor(datasetStore)
    .WithReference(labelOracle).WaitFor(labelOracle)
    .WithReference(encoderTrainer).WaitFor(encoderTrainer);

builder.AddWebPage<Projects.EfficientMnist_Web>(ServiceNames.Web, settings)
    .WithReference(datasetStore)
    .WithReference(labelOracle)
    .WithReference(encoderTrainer)
    .WithReference(classifier).WaitFor(classifier);

var learn = settings.Learn
    ? builder.AddProject<Projects.EfficientMnist_Cli>("learn", project => project.ExcludeLaunchProfile = true)
        .WithArgs(["learn", .. settings.LearnOptions])
        .WithServiceKey(settings)
        .WithReference(datasetStore)
        .WithReference(labelOracle)
        .WithReference(encoderTrainer)
        .WithReference(classifier).WaitFor(classifier)
    : null;

await using var application = builder.Build();
await application.StartAsync();
Console.WriteLine($"Web page: {settings.WebLink}");
await application.WatchUntilShutdownAsync(learn?.Resource, settings);
