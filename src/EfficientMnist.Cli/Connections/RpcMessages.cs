using Grpc.Core;

namespace EfficientMnist.Cli.Connections;

/// <summary>A service's refusal in words for the person at the keyboard.</summary>
internal static class RpcMessages
{
    public static string Explain(RpcException error) => error.StatusCode switch
    {
        StatusCode.Unavailable => $"A service cannot be reached ({error.Status.Detail}). Start the system with ./eml up, or see which one is missing with ./eml status.",
        StatusCode.Unauthenticated => $"{error.Status.Detail} Here it is read from EML_SERVICE_KEY, Services__Key or that file (state folder: Storage__Root).",
        _ => error.Status.Detail,
    };
}
