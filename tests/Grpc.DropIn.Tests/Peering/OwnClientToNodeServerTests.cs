namespace Grpc.DropIn.Tests.Peering;

public sealed class OwnClientToNodeServerTests(NodeServer server) : OwnClientTests(server), IClassFixture<NodeServer>;
