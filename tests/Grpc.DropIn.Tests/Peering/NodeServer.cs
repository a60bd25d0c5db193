namespace Grpc.DropIn.Tests.Peering;

public sealed class NodeServer() : PeerServer(PeerTools.Node, "server.js")
{
    public override async Task InitializeAsync()
    {
        await PeerTools.InstallNodePackagesAsync();
        await base.InitializeAsync();
    }
}
