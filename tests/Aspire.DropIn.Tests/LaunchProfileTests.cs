using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.DropIn.Tests;

public sealed class LaunchProfileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void AddProject_LaunchSettings_GiveEndpointsAndArguments()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var project = builder.AddProject("web", Project());

        Assert.Equal(["http:5080", "https:5443"], project.Resource.GetEndpoints().Select(endpoint => $"{endpoint.EndpointName}:{endpoint.EndpointAnnotation.Port}"));
    }

    [Fact]
    public void AddProject_ProfileThatIsMissing_ThrowsNamingIt()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var error = Assert.Throws<DistributedApplicationException>(() => builder.AddProject("web", Project(), "absent"));
        Assert.Contains("absent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddProject_NoProfileWanted_HasNoEndpoints()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        Assert.Empty(builder.AddProject("web", Project(), launchProfileName: null).Resource.GetEndpoints());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Project()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "Properties"));
        File.WriteAllText(
            Path.Combine(_folder, "Properties", "launchSettings.json"),
            """
            {
              // A comment, and a trailing comma, as the template has them.
              "profiles": {
                "IIS": { "commandName": "IISExpress" },
                "web": { "commandName": "Project", "applicationUrl": "http://localhost:5080;https://localhost:5443", "environmentVariables": { "A": "1" } },
              }
            }
            """);
        return Path.Combine(_folder, "Web.csproj");
    }
}
