using EfficientMnist.Contracts.Topology;

namespace EfficientMnist.AppHost.Startup;

/// <summary>Keeps the state folder's <c>system.json</c> true for as long as the system is up.</summary>
internal sealed class SystemRecord : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _folder;
    private SystemFile _file;

    private SystemRecord(string folder, SystemFile file) => (_folder, _file) = (folder, file);

    /// <summary>Puts key and addresses into the state folder, which is locked.</summary>
    public static SystemRecord Begin(AppHostSettings settings)
    {
        var services = ServiceNames.Grpc.ToDictionary(name => name, name => new SystemService { Address = settings.GrpcAddress(name) }, StringComparer.Ordinal);
        if (settings.HasWebPage)
            services[ServiceNames.Web] = new SystemService { Address = settings.WebAddress };
        var file = new SystemFile { Key = settings.ServiceKey, Services = services };
        file.Write(settings.StateFolder);
        return new SystemRecord(settings.StateFolder, file);
    }

    /// <summary>Notes what has happened to a service, or with null that it is well again.</summary>
    public void Note(string service, ServiceTrouble? trouble)
    {
        lock (_gate)
        {
            var before = _file.Services.GetValueOrDefault(service) ?? new SystemService();
            if (before.Trouble == trouble)
                return;
            _file = _file with { Services = new Dictionary<string, SystemService>(_file.Services, StringComparer.Ordinal) { [service] = before with { Trouble = trouble } } };
            _file.Write(_folder);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            File.Delete(SystemFile.PathIn(_folder));
    }
}
