using EfficientMnist.Contracts.Topology;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Edge;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Sources;
using EfficientMnist.LabelOracle.Storage;
using EfficientMnist.LabelOracle.Telemetry;
using EfficientMnist.ServiceDefaults;
using Grpc.AspNetCore.Server;

namespace EfficientMnist.LabelOracle;

/// <summary>Puts the service together.</summary>
public static class LabelOracleHost
{
    /// <summary>The service, ready to run; settings come from the arguments, the environment and appsettings.json.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddLabelOracle();

        var app = builder.Build();
        app.MapGrpcService<LabelOracleService>();
        app.MapDefaultEndpoints();
        return app;
    }

    private static void AddLabelOracle(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var datasets = builder.Configuration.GetSection(DatasetOptions.Section).Get<DatasetOptions>() ?? new DatasetOptions();
        services.AddSingleton(new DatasetCatalog(datasets with { ImportRoot = StateFolder.Imports(builder.Configuration[StateFolder.Key]) }));
        services.AddSingleton(provider => LedgerDatabase.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<LabelCatalog>();
        services.AddSingleton<FileCatalog>();
        services.AddSingleton<LabelSources>();
        services.AddSingleton<LabelMetrics>();
        services.AddSingleton<RunRegister>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<LedgerAudit>();
        services.AddSingleton<GradingStore>();
        services.AddOptions<QuestionOptions>().BindConfiguration(QuestionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<QueueSignal>();
        services.AddSingleton<SteadyClock>();
        services.AddSingleton<QuestionQueue>();
        services.AddSingleton<AnswerStore>();
        services.AddSingleton<QueueWatch>();
        services.AddHostedService<LedgerStartup>();
        services.AddHostedService<QueueListener>();
        services.AddHostedService<BudgetReader>();
        services.AddHealthChecks().AddCheck<LedgerHealthCheck>("ledger");
        services.Configure<GrpcServiceOptions>(options => options.Interceptors.Add<DatabaseErrorInterceptor>());
    }
}
