using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.DropIn.Tests.Dashboard;

internal static class DashboardProgram
{
    private static readonly Lazy<string?> s_found = new(() =>
        DashboardLocator.FindAsync(new ConfigurationBuilder().AddEnvironmentVariables().Build(), NullLogger.Instance, CancellationToken.None).GetAwaiter().GetResult());

    public static string? Find() => s_found.Value;
}
