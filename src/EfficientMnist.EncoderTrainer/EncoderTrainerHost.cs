using System.Text.Json;
using System.Text.Json.Serialization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.EncoderTrainer.Cluster;
using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Encoding;
using EfficientMnist.EncoderTrainer.Images;
using EfficientMnist.EncoderTrainer.Pictures;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Scheduling;
using EfficientMnist.EncoderTrainer.Teaching;
using EfficientMnist.EncoderTrainer.Telemetry;
using EfficientMnist.EncoderTrainer.TensorBoard;
using EfficientMnist.EncoderTrainer.Trainings;
using EfficientMnist.ServiceDefaults;
using EfficientMnist.Silo;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using StackExchange.Redis;

namespace EfficientMnist.EncoderTrainer;

/// <summary>Puts the service together.</summary>
public static class EncoderTrainerHost
{
    private const string CacheName = "cache";

    // As much as Kestrel lets through.
    private const int LargestTeachingSet = 28 << 20;

    // A loss may be no number.
    private static readonly JsonSerializerOptions GrainJson = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The service, ready to run; settings come from the arguments, the environment and appsettings.json.</summary>
    /// <exception cref="DeviceUnavailableException">The tensor library or the device asked for is missing; the message says what to install.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.Services.AddGrpc().AddServiceOptions<EncoderTrainerEndpoint>(options => options.MaxReceiveMessageSize = LargestTeachingSet);
        builder.AddServiceClient<DatasetStoreService.DatasetStoreServiceClient>(ServiceNames.DatasetStore);
        // Before the trainings: what is added later ends earlier, and the end of a training is told to its grain.
        var cluster = ClusterSettings.Read(builder.Configuration);
        builder.AddSilo(ServiceNames.EncoderTrainer, cluster);
        builder.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
            type => type.Namespace?.StartsWith("EfficientMnist.", StringComparison.Ordinal) == true, GrainJson));
        builder.AddTrainings(cluster);
        builder.AddEncoding();

        var app = builder.Build();
        app.MapGrpcService<EncoderTrainerEndpoint>();
        app.MapSiloDashboard();
        app.MapDefaultEndpoints();
        return app;
    }

    private static void AddTrainings(this WebApplicationBuilder builder, ClusterSettings? cluster)
    {
        var services = builder.Services;
        services.AddOptions<TrainingOptions>().BindConfiguration(TrainingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var options = builder.Configuration.GetSection(TrainingOptions.Section).Get<TrainingOptions>() ?? new TrainingOptions();
        var device = new TrainingDevice(options);
        services.AddSingleton(device);
        if (cluster is null)
        {
            services.AddSingleton<ITrainingStore>(provider => ActivatorUtilities.CreateInstance<TrainingStore>(provider, StateFolder.Resolve(builder.Configuration[StateFolder.Key])));
            services.AddSingleton(WorkerName.Alone);
        }
        else
        {
            services.AddSharedTrainings(cluster);
        }
        services.AddSingleton<CheckpointFolders>();
        services.AddSingleton<TrainingCatalogue>();
        services.AddSingleton<DiskPatience>();
        services.AddSingleton<GpuWorkers>();
        services.AddSingleton<TrainingQueue>();
        services.AddSingleton<ComputeTurns>();
        services.AddSingleton<RunningTrainings>();
        services.AddSingleton<RecipeSource>();
        services.AddSingleton<TrainingOrders>();
        services.AddSingleton<TrainingWatch>();
        services.AddSingleton<TrainingMetrics>();
        services.AddSingleton(ScratchFolder.In(builder.Configuration[StateFolder.Key]));
        services.AddSingleton<ImageSource>();
        services.AddOptions<TensorBoardOptions>().BindConfiguration(TensorBoardOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BoardFolder>(provider, StateFolder.Resolve(builder.Configuration[StateFolder.Key])));
        services.AddHostedService<TrainingWorker>();
    }

    private static void AddEncoding(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<EncodingOptions>().BindConfiguration(EncodingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EncoderPool>();
        services.AddSingleton<LatentSource>();
        services.AddSingleton<EncoderPictures>();
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(CacheName)))
        {
            // Without the cache the service works, only slower, so its health is judged more mildly than the client's own check would.
            builder.AddRedisClient(CacheName, settings => settings.DisableHealthChecks = true, redis => redis.BacklogPolicy = BacklogPolicy.FailFast);
            services.AddHealthChecks().AddCheck<LatentCacheHealthCheck>(CacheName, HealthStatus.Degraded);
        }

        services.AddSingleton(provider => new LatentCache(
            provider.GetService<IConnectionMultiplexer>(),
            provider.GetRequiredService<IOptions<EncodingOptions>>().Value,
            provider.GetRequiredService<ILogger<LatentCache>>()));
    }
}
