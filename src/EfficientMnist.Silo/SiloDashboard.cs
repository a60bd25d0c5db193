using EfficientMnist.Contracts.Topology;
using EfficientMnist.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;

namespace EfficientMnist.Silo;

/// <summary>Orleans' own dashboard of the silo, or of the cluster that it is part of, where <c>Dashboard:Orleans</c> asks for it.</summary>
public static class SiloDashboard
{
    internal static bool IsWanted(IConfiguration configuration) => configuration.GetValue(OrleansDashboard.Key, false);

    /// <summary>Maps it. It answers those who carry the service key, as the web page does for who is logged in there.</summary>
    public static void MapSiloDashboard(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (!IsWanted(app.Configuration))
            return;
        var key = app.Services.GetRequiredService<ServiceKey>();
        app.MapOrleansDashboard(OrleansDashboard.Path)
            .AddEndpointFilter(async (call, next) => key.Accepts(call.HttpContext.Request.Headers[ServiceKey.Header]) ? await next(call) : Results.Unauthorized());
    }
}
