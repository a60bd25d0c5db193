namespace Grpc.DropIn.Tests.Peering;

// @grpc/grpc-js calls our server; see Peers/client.js.
public sealed class NodeClientTests(NodeClientTests.Run run) : IClassFixture<NodeClientTests.Run>
{
    [PeersTheory]
    [InlineData("unary")]
    [InlineData("server_stream")]
    [InlineData("client_stream")]
    [InlineData("duplex_stream")]
    [InlineData("metadata")]
    [InlineData("status_details")]
    [InlineData("status_after_messages")]
    [InlineData("deadline")]
    [InlineData("cancellation")]
    [InlineData("gzip")]
    [InlineData("concurrent_streams")]
    [InlineData("oversize_request")]
    [InlineData("unimplemented")]
    public void Server_CalledByNodeClient_Answers(string scenario)
    {
        var result = run.Result(scenario);

        Assert.True(result == "ok", result);
    }

    public sealed class Run : PeerClientRun
    {
        protected override async Task<string> ProgramAsync()
        {
            await PeerTools.InstallNodePackagesAsync();
            return PeerTools.Node;
        }

        protected override IEnumerable<string> Arguments(string authority) => ["client.js", authority];
    }
}
