using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server.Internal;

// What happens around a call, whatever its shape: request checks at its start, the status at its end.
internal abstract class ServerCallHandler(MethodSettings settings, IMethod method)
{
    protected MethodSettings Settings => settings;

    protected virtual bool StreamsRequests => false;

    public Task HandleAsync(HttpContext http)
    {
        if (!GrpcRequest.Accept(http))
            return Task.CompletedTask;

        // Messages have their own size limit; a request is as long as its messages.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = null;
        if (StreamsRequests && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } dataRate)
            dataRate.MinDataRate = null;

        http.Response.ContentType = "application/grpc";
        var call = new HttpContextServerCallContext(http, settings, method);
        return RunAsync(call);
    }

    protected abstract Task CallAsync(HttpContextServerCallContext call);

    private async Task RunAsync(HttpContextServerCallContext call)
    {
        try
        {
            call.Begin();
            await CallAsync(call);
        }
        catch (Exception exception)
        {
            call.Fail(exception);
        }

        await call.EndAsync();
    }
}
