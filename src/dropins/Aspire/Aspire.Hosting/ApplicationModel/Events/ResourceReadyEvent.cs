using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceReadyEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    public IResource Resource => resource;

    public IServiceProvider Services => services;
}
