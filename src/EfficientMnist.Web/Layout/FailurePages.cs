using Grpc.Core;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace EfficientMnist.Web.Layout;

/// <summary>What a person sees where a page cannot be shown: a page in the product's own face, never a stack.</summary>
internal static class FailurePages
{
    private const string Address = "/error";

    /// <summary>
    /// Answers every failure with <see cref="ErrorPage"/>. A refusal, a service that is away and a form that cannot be read are no
    /// fault of the page and leave no error in the log; a request that its browser has given up neither.
    /// </summary>
    public static void UseFailurePages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = Address,
            CreateScopeForErrors = true,
            AllowStatusCode404Response = true,
            SuppressDiagnosticsCallback = failure => IsExpected(failure.Exception),
        });
        app.Use((context, next) =>
        {
            if (context.Features.Get<IExceptionHandlerFeature>() is { } failure)
            {
                // A form that failed is answered with a page, which knows no forms.
                context.Request.Method = HttpMethods.Get;
                // Components leave the body of a 404 to whoever answers it, which is this page already.
                context.Features.Set<IStatusCodeReExecuteFeature>(new StatusCodeReExecuteFeature { OriginalPathBase = context.Request.PathBase, OriginalPath = failure.Path });
            }
            return next(context);
        });
    }

    /// <summary>Sends a form whose antiforgery token is not ours, or of an earlier session, back to its page, which keeps the entries.</summary>
    public static void UseStaleFormPages(this WebApplication app) =>
        app.Use((context, next) =>
        {
            var isPageForm = context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null;
            if (!isPageForm || context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
                return next(context);
            context.RequestServices.GetRequiredService<Notice>().Leave(context, "warn", "The page was from an earlier session. Your entries are below; send them again.");
            context.Response.Redirect(context.Request.Path + context.Request.QueryString);
            return Task.CompletedTask;
        });

    /// <summary>Whether a failure is a service's answer, or the request's own, rather than a fault.</summary>
    public static bool IsExpected(Exception error) => error is OperationCanceledException or BadHttpRequestException or InvalidDataException or AntiforgeryValidationException
        or RpcException { StatusCode: not (StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss) };
}
