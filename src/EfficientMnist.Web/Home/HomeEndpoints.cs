using Microsoft.AspNetCore.Http.HttpResults;

namespace EfficientMnist.Web.Home;

internal static class HomeEndpoints
{
    /// <summary><c>/services</c>: whether each service answers, as a part of the home page, which does not wait for one that is away.</summary>
    public static void MapHome(this WebApplication app) => app.MapGet("/services", () => new RazorComponentResult<ServicesView>());
}
