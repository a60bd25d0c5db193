using Google.Rpc;
using Grpc.Core;

namespace EfficientMnist.Web.Layout;

/// <summary>What a service's refusal says to a person.</summary>
internal static class RpcText
{
    public static string Of(RpcException error) => error.StatusCode switch
    {
        StatusCode.Unavailable => "A service does not answer. Try again once it is back.",
        StatusCode.Unimplemented => "The services are older than this page and do not offer this yet.",
        _ => error.Status.Detail,
    };

    /// <summary>The option or field that is refused; empty where none, or no single one, is.</summary>
    public static string FieldOf(RpcException error) => error.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations.FirstOrDefault()?.Field ?? "";
}
