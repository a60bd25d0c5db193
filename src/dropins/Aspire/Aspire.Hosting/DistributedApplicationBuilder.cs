using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Health;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Orchestration.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Log = Aspire.Hosting.Orchestration.Log;

namespace Aspire.Hosting;

public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationOptions _options;

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        AppHostDirectory = Path.GetFullPath(options.ProjectDirectory ?? Metadata("apphostprojectpath") ?? Directory.GetCurrentDirectory());
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = options.Args,
            ContentRootPath = AppHostDirectory,
            ApplicationName = AppHostAssembly?.GetName().Name,
        });
        AppHostPath = Path.Combine(AppHostDirectory, Metadata("apphostprojectname") ?? Environment.ApplicationName);
        Configuration["AppHost:Directory"] = AppHostDirectory;
        Configuration["AppHost:Path"] = AppHostPath;
        ExecutionContext = new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run);
        AddServices();
    }

    public Assembly? AppHostAssembly { get; }

    public string AppHostDirectory { get; }

    public string AppHostPath { get; }

    public ConfigurationManager Configuration => _host.Configuration;

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        var host = _host.Build();
        ExecutionContext.Attach(host.Services);
        if (_options.EnableResourceLogging)
            MirrorResourceLogs(host.Services);
        return new DistributedApplication(host);
    }

    private void AddServices()
    {
        // A failing check is a resource's state, shown there; the host's own start and stop are announced by this library.
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        _host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        _host.Logging.AddFilter("Grpc", LogLevel.Warning);

        Services.TryAddSingleton(TimeProvider.System);
        Services.AddSingleton(_options);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton(services => new ResourceCommandService(services, services.GetRequiredService<ResourceLoggerService>()));
        // Without the dashboard nobody could see what is waited for in vain.
        Services.Configure<ResourceNotificationServiceOptions>(options => options.DefaultWaitBehavior =
            _options.DisableDashboard ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable);
        Services.AddHealthChecks();
        Services.AddSingleton<TelemetryTarget>();
        Services.AddSingleton<ProcessEnvironment>();
        Services.AddSingleton<DashboardRunner>();
        Services.AddSingleton<ApplicationOrchestrator>();
        Services.AddHostedService<ResourceHealthMonitor>();
        Services.AddHostedService<ApplicationRunner>();
        Services.AddHostedService<CliOrphanDetector>();
    }

    private static void MirrorResourceLogs(IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Aspire.Hosting.Resources");
        services.GetRequiredService<ResourceLoggerService>().Mirror = (id, line) =>
        {
            if (line.IsErrorMessage)
                Log.ResourceErrorLine(logger, id, line.Content);
            else
                Log.ResourceLine(logger, id, line.Content);
        };
    }

    private string? Metadata(string key) =>
        AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == key)?.Value;
}
