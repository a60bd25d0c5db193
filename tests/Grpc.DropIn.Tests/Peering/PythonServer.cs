namespace Grpc.DropIn.Tests.Peering;

public sealed class PythonServer() : PeerServer(PeerTools.Python!, "server.py", PeerTools.DescriptorFolder);
