using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.DropIn.Tests;

public sealed class StartOrderTests
{
    [Fact]
    public async Task WaitFor_UnhealthyDependency_WaitsUntilHealthy()
    {
        await using var graph = Graph.Create();
        var signal = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var store = graph.AddEcho("store").WithEnvironment("HEALTHY_WHEN", signal).WithHttpHealthCheck("/health");
        graph.AddEcho("trainer").WaitFor(store);
        await graph.StartAsync();

        await graph.StateAsync("trainer", KnownResourceStates.Waiting);
        await graph.AskAsync(store);
        Assert.DoesNotContain("trainer: Running", graph.History());
        await File.WriteAllTextAsync(signal, "");
        await graph.StateAsync("trainer", KnownResourceStates.Running);
        var current = await graph.StateAsync("store", KnownResourceStates.Running);
        File.Delete(signal);

        Assert.Equal(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy, current.HealthStatus);
        Assert.Equal("store_http_/health_200_check", Assert.Single(current.HealthReports).Name);
    }

    [Fact]
    public async Task WaitFor_ReadyHandler_RunsBeforeTheDependent()
    {
        await using var graph = Graph.Create();
        var order = new List<string>();
        var store = graph.AddEcho("store").OnResourceReady((_, _, _) =>
        {
            order.Add("ready");
            return Task.CompletedTask;
        });
        graph.AddEcho("trainer").WaitFor(store).OnBeforeResourceStarted((_, _, _) =>
        {
            order.Add("start");
            return Task.CompletedTask;
        });
        await graph.StartAsync();
        await graph.StateAsync("trainer", KnownResourceStates.Running);

        Assert.Equal(["ready", "start"], order);
    }

    [Fact]
    public async Task WaitForCompletion_ExpectedExitCode_StartsTheDependent()
    {
        await using var graph = Graph.Create();
        var migrate = graph.AddEcho("migrate", "--exit", "3");
        var right = graph.AddEcho("right").WaitForCompletion(migrate, exitCode: 3);
        graph.AddEcho("wrong").WaitForCompletion(migrate);
        await graph.StartAsync();

        await graph.AskAsync(right);
        await graph.StateAsync("wrong", KnownResourceStates.FailedToStart);
        var ended = await graph.StateAsync("migrate", KnownResourceStates.Exited);
        Assert.Equal(3, ended.ExitCode);
    }

    [Fact]
    public async Task WaitFor_DependencyThatCannotStart_FailsTheDependentNamingIt()
    {
        await using var graph = Graph.Create();
        var missing = graph.Builder.AddExecutable("missing", "no-such-program-anywhere", ".");
        var dependent = graph.AddEcho("dependent").WaitFor(missing);
        await graph.StartAsync();

        await graph.StateAsync("missing", KnownResourceStates.FailedToStart);
        await graph.StateAsync("dependent", KnownResourceStates.FailedToStart);
        Assert.Contains(await graph.LinesAsync(missing, lines => lines.Count > 0), line => line.Content.Contains("no-such-program-anywhere", StringComparison.Ordinal));
        Assert.Contains(
            await graph.LinesAsync(dependent, lines => lines.Any(line => line.IsErrorMessage)),
            line => line.IsErrorMessage && line.Content.Contains("'missing'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithExplicitStart_StartCommand_Starts()
    {
        await using var graph = Graph.Create();
        var later = graph.AddEcho("later").WithExplicitStart();
        var other = graph.AddEcho("other");
        await graph.StartAsync();
        await graph.AskAsync(other);

        Assert.Equal(["later: NotStarted"], graph.History().Where(entry => entry.StartsWith("later", StringComparison.Ordinal)));
        Assert.True((await graph.CommandAsync(later, KnownResourceCommands.StartCommand)).Success);
        await graph.AskAsync(later);
    }
}
