using System.Net.Sockets;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Redis;

namespace Aspire.DropIn.Tests;

public sealed class RedisTests
{
    [Fact]
    public async Task AddRedis_WithoutConnectionString_RunsAServerAndHandsItOn()
    {
        await using var graph = Graph.Create();
        var cache = graph.Builder.AddRedis("cache");
        var echo = graph.AddEcho("echo").WithReference(cache).WaitFor(cache);
        await graph.StartAsync();
        var connection = (await graph.AskAsync(echo)).Environment["ConnectionStrings__cache"];

        Assert.Equal($"localhost:{cache.Resource.PrimaryEndpoint.Port}", connection);
        Assert.Equal("+PONG", await PingAsync(cache.Resource.PrimaryEndpoint.Port));
        var state = await graph.StateAsync("cache", KnownResourceStates.Running);
        Assert.Equal("cache_check", Assert.Single(state.HealthReports).Name);
    }

    [Fact]
    public async Task AddRedis_ConnectionStringGiven_UsesThatServer()
    {
        await using var elsewhere = Graph.Create();
        var server = elsewhere.Builder.AddRedis("server", port: null, elsewhere.Builder.AddParameter("secret", "pass word", secret: true));
        await elsewhere.StartAsync();
        await elsewhere.HealthyAsync("server");
        var connection = await server.Resource.GetConnectionStringAsync();

        await using var graph = Graph.Create();
        graph.Builder.Configuration["ConnectionStrings:cache"] = connection;
        var cache = graph.Builder.AddRedis("cache");
        var echo = graph.AddEcho("echo").WithReference(cache).WaitFor(cache);
        await graph.StartAsync();

        Assert.Equal(connection, (await graph.AskAsync(echo)).Environment["ConnectionStrings__cache"]);
        Assert.Equal($"localhost:{server.Resource.PrimaryEndpoint.Port},password=pass word", connection);
    }

    [Theory]
    [InlineData("localhost", "localhost", 6379, null)]
    [InlineData("cache:7000,abortConnect=false,password=s=cret", "cache", 7000, "s=cret")]
    public void Parse_ConnectionString_FindsServerAndPassword(string connectionString, string host, int port, string? password) =>
        Assert.Equal((host, port, password), RedisPing.Parse(connectionString));

    private static async Task<string?> PingAsync(int port)
    {
        using var client = new TcpClient("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("PING\r\n"));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync();
    }
}
