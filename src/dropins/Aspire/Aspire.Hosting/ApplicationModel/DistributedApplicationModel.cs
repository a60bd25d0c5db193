namespace Aspire.Hosting.ApplicationModel;

public class DistributedApplicationModel
{
    public DistributedApplicationModel(IResourceCollection resources) => Resources = resources;

    public DistributedApplicationModel(IEnumerable<IResource> resources)
    {
        Resources = new ResourceCollection();
        foreach (var resource in resources)
            Resources.Add(resource);
    }

    public IResourceCollection Resources { get; }
}
