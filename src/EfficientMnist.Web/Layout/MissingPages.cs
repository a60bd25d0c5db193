using Microsoft.AspNetCore.Diagnostics;

namespace EfficientMnist.Web.Layout;

internal static class MissingPages
{
    private const string Address = "/not-found";

    /// <summary>What is not found is answered with the page that says so; every other status keeps its empty body.</summary>
    public static void UseMissingPages(this WebApplication app) =>
        app.UseStatusCodePages(async pages =>
        {
            var context = pages.HttpContext;
            if (context.Response.StatusCode != StatusCodes.Status404NotFound)
                return;
            context.Features.Set<IStatusCodeReExecuteFeature>(new StatusCodeReExecuteFeature { OriginalPathBase = context.Request.PathBase, OriginalPath = context.Request.Path });
            context.SetEndpoint(null);
            context.Request.RouteValues.Clear();
            context.Request.Path = Address;
            await pages.Next(context);
        });
}
