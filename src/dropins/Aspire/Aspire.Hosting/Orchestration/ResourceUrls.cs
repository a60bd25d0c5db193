using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The links that the dashboard shows for one instance.</summary>
internal static class ResourceUrls
{
    public static async Task<ImmutableArray<UrlSnapshot>> OfAsync(
        ResourceInstance instance, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        var urls = new List<ResourceUrlAnnotation>();
        if (instance.Resource is IResourceWithEndpoints owner)
            foreach (var endpoint in owner.GetEndpoints())
                urls.Add(new ResourceUrlAnnotation { Url = endpoint.EndpointAnnotation.AllocatedReplicas[instance.Replica].UriString, Endpoint = endpoint });
        var context = new ResourceUrlsCallbackContext(executionContext, instance.Resource, urls, cancellationToken);
        foreach (var annotation in instance.Resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().ToList())
            await annotation.Callback(context);
        foreach (var url in context.Urls.Where(url => url.Endpoint is not null && url.Url.StartsWith('/')))
            url.Url = url.Endpoint!.EndpointAnnotation.AllocatedReplicas[instance.Replica].UriString + url.Url;
        return
        [
            .. context.Urls.Select(url => new UrlSnapshot(url.Endpoint?.EndpointName, url.Url, url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
            {
                IsInactive = instance.Resource.IsProcess(),
                DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? "", url.DisplayOrder ?? 0),
            }),
        ];
    }
}
