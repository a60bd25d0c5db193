using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace EfficientMnist.AppHost.Restarts;

internal static class CrashRestartExtensions
{
    /// <summary>Starts the resource again, with growing pauses, when it ends without having been stopped.</summary>
    public static IResourceBuilder<T> StartAgainAfterCrash<T>(this IResourceBuilder<T> resource)
        where T : IResource
    {
        resource.ApplicationBuilder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CrashRestarter>());
        return resource.WithAnnotation(new CrashRestartAnnotation());
    }
}
