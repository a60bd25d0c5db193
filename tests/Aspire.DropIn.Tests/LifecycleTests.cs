using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.DropIn.Tests;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Crash_OfAChild_ShowsItsExitCodeAndLeavesTheOthers()
    {
        await using var graph = Graph.Create();
        var victim = graph.AddEcho("victim");
        var other = graph.AddEcho("other");
        await graph.StartAsync();
        await graph.AskAsync(victim);
        await graph.AskAsync(other);

        using (var client = new HttpClient())
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(victim.GetEndpoint("http").Url + "/crash")));
        var ended = await graph.StateAsync("victim", KnownResourceStates.Exited);

        Assert.Equal(42, ended.ExitCode);
        Assert.Equal(KnownResourceStateStyles.Error, ended.State!.Style);
        Assert.NotNull(ended.StopTimeStamp);
        await graph.AskAsync(other);
    }

    [Fact]
    public async Task Commands_StopStartRestart_ActOnTheProcess()
    {
        await using var graph = Graph.Create();
        var echo = graph.AddEcho("echo");
        await graph.StartAsync();
        var first = await graph.AskAsync(echo);

        Assert.True((await graph.CommandAsync(echo, KnownResourceCommands.RestartCommand)).Success);
        var second = await graph.AskAsync(echo);
        Assert.NotEqual(first.ProcessId, second.ProcessId);
        Assert.False(Processes.Runs(first.ProcessId));

        await graph.CommandAsync(echo, KnownResourceCommands.StopCommand);
        var stopped = await graph.StateAsync("echo", KnownResourceStates.Exited);
        Assert.False(Processes.Runs(second.ProcessId));
        Assert.Equal(
            [("start", ResourceCommandState.Enabled), ("stop", ResourceCommandState.Hidden), ("restart", ResourceCommandState.Disabled)],
            stopped.Commands.Select(command => (command.Name, command.State)));

        await graph.CommandAsync(echo, KnownResourceCommands.StartCommand);
        await graph.AskAsync(echo);
        Assert.Contains(await graph.LinesAsync(echo, lines => lines.Count > 3), line => line.Content == "SIGTERM");
    }

    [Fact]
    public async Task StopCommand_ProcessThatIgnoresSigterm_IsKilledWithItsChildren()
    {
        await using var graph = Graph.Create();
        var echo = graph.AddEcho("echo", "--stubborn", "--spawn");
        await graph.StartAsync();
        var process = (await graph.AskAsync(echo)).ProcessId;
        var lines = await graph.LinesAsync(echo, seen => seen.Any(line => line.Content.StartsWith("spawned ", StringComparison.Ordinal)));
        var spawned = int.Parse(lines.Single(line => line.Content.StartsWith("spawned ", StringComparison.Ordinal)).Content.Split(' ')[1], CultureInfo.InvariantCulture);

        await graph.CommandAsync(echo, KnownResourceCommands.StopCommand);
        var ended = await graph.StateAsync("echo", KnownResourceStates.Exited);
        await Processes.GoneAsync([process, spawned], graph.Deadline);
        Assert.Equal(128 + 9, ended.ExitCode);
    }

    [Fact]
    public async Task WithCommand_OwnCommand_GetsItsResourceAndAnswers()
    {
        await using var graph = Graph.Create();
        var echo = graph.AddEcho("echo").WithCommand("greet", "Greet", context => Task.FromResult(CommandResults.Success($"hello {context.ResourceName[..4]}")));
        var broken = graph.AddEcho("broken").WithCommand("fail", "Fail", _ => throw new InvalidOperationException("broken on purpose"));
        await graph.StartAsync();

        Assert.Equal("hello echo", (await graph.CommandAsync(echo, "greet")).Message);
        var failed = await graph.CommandAsync(broken, "fail");
        Assert.False(failed.Success);
        Assert.Equal("broken on purpose", failed.Message);
        Assert.False((await graph.CommandAsync(echo, "absent")).Success);
    }

    [Fact]
    public async Task Start_PortInUse_FailsNamingPortAndEndpoint()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        await using var graph = Graph.Create();
        var echo = graph.AddEcho("echo").WithHttpEndpoint(port: port, name: "grpc", env: "GRPC_PORT");
        await graph.StartAsync();

        await graph.StateAsync("echo", KnownResourceStates.FailedToStart);
        Assert.Contains(
            await graph.LinesAsync(echo, lines => lines.Count > 0),
            line => line.Content.Contains($"Port {port} of endpoint 'grpc'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_OfTheApplication_EndsUsersBeforeWhatTheyUse()
    {
        var graph = Graph.Create();
        var ended = new List<string>();
        var store = graph.AddEcho("store").OnResourceStopped(Remember);
        var trainer = graph.AddEcho("trainer").WithReference(store).OnResourceStopped(Remember);
        await graph.StartAsync();
        var processes = new[] { (await graph.AskAsync(store)).ProcessId, (await graph.AskAsync(trainer)).ProcessId };
        await graph.DisposeAsync();

        Assert.Equal(["trainer", "store"], ended);
        Assert.DoesNotContain(processes, Processes.Runs);

        Task Remember(ProjectResource resource, ResourceStoppedEvent raised, CancellationToken cancellationToken)
        {
            ended.Add(resource.Name);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Logs_OfAProcess_AreKeptByLineAndStream()
    {
        await using var graph = Graph.Create();
        var echo = graph.AddEcho("echo", "--exit", "0");
        await graph.StartAsync();
        var ended = await graph.StateAsync("echo", KnownResourceStates.Finished);
        var lines = await graph.LinesAsync(echo, seen => seen.Count >= 3);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(lines, line => line.IsErrorMessage && line.Content == "a line on stderr");
        Assert.Contains(lines, line => !line.IsErrorMessage && line.Content.EndsWith("starts", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(line => line.LineNumber));
    }
}
