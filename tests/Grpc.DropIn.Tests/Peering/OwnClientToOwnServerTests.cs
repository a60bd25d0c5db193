namespace Grpc.DropIn.Tests.Peering;

public sealed class OwnClientToOwnServerTests(OwnServer server) : OwnClientTests(server), IClassFixture<OwnServer>;
