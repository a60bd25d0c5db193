namespace EfficientMnist.ServiceDefaults.Hosting;

/// <summary>gRPC message limits, in bytes.</summary>
public static class MessageLimits
{
    /// <summary>What a service accepts: predictions and id lists of whole splits, and a user's own images.</summary>
    public const int ServerReceiveBytes = 16 << 20;

    /// <summary>What a client of a service accepts.</summary>
    public const int ClientReceiveBytes = 64 << 20;
}
