using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace EfficientMnist.AppHost.Tests;

internal static class GraphExtensions
{
    /// <summary>The one resource of this name.</summary>
    public static IResource Resource(this IDistributedApplicationTestingBuilder graph, string name) => graph.Resources.Single(resource => resource.Name == name);
}
