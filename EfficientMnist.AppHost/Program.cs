using EfficientMnist.AppHost.Display;
using EfficientMnist.AppHost.Resources;
using EfficientMnist.AppHost.Startup;
using EfficientMnist.Contracts.Topology;
using Microsoft.Extensions.DependencyInjection;

try
{
    var settings = AppHostSettings.Read(args);
    PrivateFiles.Begin();
    using var stateLock = StateFolderLock.Take(settings.StateFolder);
    using var record = SystemRecord.Begin(settings);

    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = args,
        DisableDashboard = settings.DashboardAddress is null,
    });
    builder.UseLoopbackDefaults(settings);
    builder.RequireFreePorts(settings);
    builder.Services.AddSingleton(record);

    if (settings.Cluster is { IsWorker: true })
    {
        var worker = builder.AddWorker(settings);
        await using var joined = builder.Build();
        Console.WriteLine("Joining the cluster …");
        await joined.StartAsync();
        return await new SystemConsole(joined, settings).ShowUntilShutdownAsync(worker, learn: null);
    }

    // The services start side by side: each goes on without one that is not there yet, as it does when one is started again.
    var cache = builder.AddCache(settings);

    var datasetStore = builder.AddService<Projects.EfficientMnist_DatasetStore>(ServiceNames.DatasetStore, settings);

    var labelOracle = builder.AddService<Projects.EfficientMnist_LabelOracle>(ServiceNames.LabelOracle, settings)
        .WithLedgerDatabase(settings);

    var encoderTrainer = builder.AddService<Projects.EfficientMnist_EncoderTrainer>(ServiceNames.EncoderTrainer, settings)
        .WithTensorMemory()
        .WithReference(cache)
        .WithReference(datasetStore)
        .WithCluster(settings)
        .WithOrleansDashboard(settings);

    var classifier = builder.AddService<Projects.EfficientMnist_Classifier>(ServiceNames.Classifier, settings)
        .WithTensorMemory()
        .WithReference(datasetStore)
        .WithReference(labelOracle)
        .WithReference(encoderTrainer)
        .WithCluster(settings)
        .WithOrleansDashboard(settings);

    var web = builder.AddWebPage<Projects.EfficientMnist_Web>(ServiceNames.Web, settings)
        .WithReference(datasetStore)
        .WithReference(labelOracle)
        .WithReference(encoderTrainer)
        .WithReference(classifier)
        .WithOrleansDashboard(settings);

    var learn = settings.Learn
        ? builder.AddBuiltProject<Projects.EfficientMnist_Cli>("learn")
            .WithArgs(["learn", .. settings.LearnOptions])
            .WithServiceKey(settings)
            .WithReference(datasetStore).WaitFor(datasetStore)
            .WithReference(labelOracle).WaitFor(labelOracle)
            .WithReference(encoderTrainer).WaitFor(encoderTrainer)
            .WithReference(classifier).WaitFor(classifier)
        : null;

    await using var application = builder.Build();
    Console.WriteLine("Starting the system …");
    await application.StartAsync();
    return await new SystemConsole(application, settings).ShowUntilShutdownAsync([datasetStore.Resource, labelOracle.Resource, encoderTrainer.Resource, classifier.Resource, web.Resource], learn?.Resource);
}
catch (CannotStartException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return 1;
}
