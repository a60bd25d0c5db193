namespace Grpc.DropIn.Tests.Peering;

// Python's grpcio calls our server; see Peers/client.py.
public sealed class PythonClientTests(PythonClientTests.Run run) : IClassFixture<PythonClientTests.Run>
{
    [PeersTheory]
    [InlineData("unary")]
    [InlineData("empty_message")]
    [InlineData("server_stream")]
    [InlineData("client_stream")]
    [InlineData("duplex_stream")]
    [InlineData("large_message")]
    [InlineData("metadata")]
    [InlineData("status_details")]
    [InlineData("status_after_messages")]
    [InlineData("deadline")]
    [InlineData("cancellation")]
    [InlineData("gzip")]
    [InlineData("concurrent_streams")]
    [InlineData("oversize_request")]
    [InlineData("oversize_response")]
    [InlineData("unimplemented")]
    [InlineData("exception")]
    [InlineData("slow_reader")]
    [InlineData("health")]
    [InlineData("reflection")]
    public void Server_CalledByPythonClient_Answers(string scenario)
    {
        var result = run.Result(scenario);

        Assert.True(result == "ok", result);
    }

    public sealed class Run : PeerClientRun
    {
        protected override Task<string> ProgramAsync() => Task.FromResult(PeerTools.Python!);

        protected override IEnumerable<string> Arguments(string authority) => ["client.py", authority, PeerTools.DescriptorFolder];
    }
}
