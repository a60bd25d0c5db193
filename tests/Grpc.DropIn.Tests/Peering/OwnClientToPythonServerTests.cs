namespace Grpc.DropIn.Tests.Peering;

public sealed class OwnClientToPythonServerTests(PythonServer server) : OwnClientTests(server), IClassFixture<PythonServer>
{
    // The C core does not: it ends the connection.
    protected override bool ServerSplitsJoinedValues => false;
}
