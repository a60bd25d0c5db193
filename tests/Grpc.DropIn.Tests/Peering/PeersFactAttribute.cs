namespace Grpc.DropIn.Tests.Peering;

public sealed class PeersFactAttribute : FactAttribute
{
    public PeersFactAttribute() => Skip = Missing;

    public static string? Missing
        => PeerTools.Python is null ? "No Python with grpcio (Debian: python3-grpcio)."
        : !PeerTools.NodeExists ? "No Node.js with npm (Debian: nodejs, npm)."
        : null;
}
