using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace EfficientMnist.ServiceDefaults.Telemetry;

/// <summary>Puts <see cref="HttpTelemetryMiddleware"/> before everything else.</summary>
internal sealed class HttpTelemetryStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<HttpTelemetryMiddleware>();
        next(app);
    };
}
