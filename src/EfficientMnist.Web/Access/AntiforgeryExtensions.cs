using Microsoft.AspNetCore.Antiforgery;

namespace EfficientMnist.Web.Access;

internal static class AntiforgeryExtensions
{
    /// <summary>Whatever changes something takes the page's own token, as a form field or as the header RequestVerificationToken.</summary>
    public static RouteGroupBuilder RequireAntiforgery(this RouteGroupBuilder group) =>
        group.AddEndpointFilter(async (context, next) =>
        {
            var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
            return await antiforgery.IsRequestValidAsync(context.HttpContext)
                ? await next(context)
                : TypedResults.Problem("The page is too old or not ours. Reload it and try again.", statusCode: StatusCodes.Status400BadRequest);
        });
}
