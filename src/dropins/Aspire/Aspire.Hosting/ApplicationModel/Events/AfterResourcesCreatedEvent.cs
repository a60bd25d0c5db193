using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.ApplicationModel;

public class AfterResourcesCreatedEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
{
    public IServiceProvider Services => services;

    public DistributedApplicationModel Model => model;
}
