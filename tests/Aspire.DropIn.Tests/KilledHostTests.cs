using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.Projects;

namespace Aspire.DropIn.Tests;

public sealed partial class KilledHostTests
{
    [Fact]
    public async Task Kill9_OfTheAppHost_LeavesNothingBehind()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var assembly = typeof(Projects.Echo).Assembly.Location;
        using var host = Process.Start(new ProcessStartInfo(ProjectOutput.DotnetHost(), ["exec", assembly])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_ENVIRONMENT"] = "Development" },
        })!;
        var children = new List<int>();
        // Two echoes, what the first of them has spawned, and Redis.
        while (children.Count < 4 && await host.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            if (ProcessLine().Match(line) is { Success: true } match)
                children.Add(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.Equal(4, children.Count);
        Assert.All(children, child => Assert.True(Processes.Runs(child)));

        host.Kill();
        await host.WaitForExitAsync(deadline.Token);
        await Processes.GoneAsync(children, deadline.Token);
    }

    [Fact]
    public async Task Kill9_OfTheProgramThatStartedTheAppHost_EndsTheAppHost()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var starter = Process.Start("sleep", "600");
        using var host = Process.Start(new ProcessStartInfo(ProjectOutput.DotnetHost(), ["exec", typeof(Projects.Echo).Assembly.Location])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_ENVIRONMENT"] = "Development", ["ASPIRE_CLI_PID"] = starter.Id.ToString(CultureInfo.InvariantCulture) },
        })!;
        while (await host.StandardOutput.ReadLineAsync(deadline.Token) is { } line && !ProcessLine().IsMatch(line))
        {
            // Until the first child runs.
        }

        starter.Kill();
        await starter.WaitForExitAsync(deadline.Token);
        await host.StandardOutput.ReadToEndAsync(deadline.Token);
        await host.WaitForExitAsync(deadline.Token);

        Assert.Equal(0, host.ExitCode);
    }

    [GeneratedRegex(@"(?:\becho |spawned |pid=)(\d+)")]
    private static partial Regex ProcessLine();
}
