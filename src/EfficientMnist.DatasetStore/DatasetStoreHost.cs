using EfficientMnist.Contracts.Topology;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Import;
using EfficientMnist.DatasetStore.Catalog;
using EfficientMnist.DatasetStore.Health;
using EfficientMnist.DatasetStore.Images;
using EfficientMnist.DatasetStore.Import;
using EfficientMnist.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace EfficientMnist.DatasetStore;

/// <summary>The service as a whole, ready to be started by its process or by a test.</summary>
public static class DatasetStoreHost
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.Services.AddOptions<ImageCacheOptions>().BindConfiguration(ImageCacheOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<UploadOptions>().BindConfiguration(UploadOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var imports = StateFolder.Imports(builder.Configuration[StateFolder.Key]);
        var datasets = builder.Configuration.GetSection(DatasetOptions.Section).Get<DatasetOptions>() ?? new DatasetOptions();
        builder.Services.AddSingleton(datasets with { ImportRoot = imports });
        builder.Services.AddSingleton<DownloadLog>();
        builder.Services.AddSingleton(services => new DatasetCatalog(services.GetRequiredService<DatasetOptions>(), services.GetRequiredService<DownloadLog>()));
        builder.Services.AddSingleton(services => new ImageCache(
            (name, split) => services.GetRequiredService<DatasetCatalog>().LoadImagesAsync(name, split),
            services.GetRequiredService<IOptions<ImageCacheOptions>>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ImageCache>>()));
        builder.Services.AddSingleton(new ImportStore(imports));
        builder.Services.AddSingleton<Uploads>();
        builder.Services.AddSingleton<DatasetImporter>();
        builder.Services.AddSingleton<DatasetImports>();
        builder.Services.AddSingleton<ImageMetrics>();
        builder.Services.AddHealthChecks().AddCheck<DataRootHealthCheck>("data-root");

        var app = builder.Build();
        app.MapGrpcService<DatasetStoreEndpoint>();
        app.MapDefaultEndpoints();
        return app;
    }
}
