namespace Grpc.DropIn.Tests.Peering;

public sealed class OwnClientToPythonServerTests(PythonServer server) : OwnClientTests(server), IClassFixture<PythonServer>;
