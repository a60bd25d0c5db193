using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Aspire.DropIn.Tests;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task WithReference_Service_GivesEndpointsByName()
    {
        await using var graph = Graph.Create();
        var store = graph.AddEcho("dataset-store").WithHttpEndpoint(name: "grpc", env: "GRPC_PORT");
        var trainer = graph.AddEcho("trainer").WithReference(store).WithReference(store.GetEndpoint("grpc"));
        await graph.StartAsync();
        var environment = (await graph.AskAsync(trainer)).Environment;

        Assert.Equal(store.GetEndpoint("grpc").Url, environment["services__dataset-store__grpc__0"]);
        Assert.Equal(store.GetEndpoint("http").Url, environment["services__dataset-store__http__0"]);
        Assert.Equal(store.GetEndpoint("grpc").Url, environment["DATASET_STORE_GRPC"]);
    }

    [Fact]
    public async Task WithHttpEndpoint_Env_NamesThePortAndLeavesAspNetCoreUrlsAlone()
    {
        await using var graph = Graph.Create();
        var port = EndpointAllocator.FreePort();
        var echo = graph.AddEcho("echo").WithHttpEndpoint(port: port, name: "grpc", env: "GRPC_PORT");
        var plain = graph.Builder.AddProject<Projects.Echo>("plain", launchProfileName: null).WithHttpEndpoint();
        await graph.StartAsync();

        var environment = (await graph.AskAsync(echo)).Environment;
        Assert.Equal($"{port}", environment["GRPC_PORT"]);
        Assert.Equal($"{echo.GetEndpoint("http").Port}", environment["HTTP_PORT"]);
        Assert.DoesNotContain("ASPNETCORE_URLS", environment);
        Assert.Equal($"http://localhost:{plain.GetEndpoint("http").Port}", (await graph.AskAsync(plain)).Environment["ASPNETCORE_URLS"]);
    }

    [Fact]
    public async Task Project_Defaults_NameServiceInstanceAndEnvironment()
    {
        await using var graph = Graph.Create("--environment", "Staging");
        var echo = graph.AddEcho("echo", "first", "second argument");
        await graph.StartAsync();
        var echoed = await graph.AskAsync(echo);

        Assert.Equal("Staging", echoed.Environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("Staging", echoed.Environment["DOTNET_ENVIRONMENT"]);
        Assert.Equal("echo", echoed.Environment["OTEL_SERVICE_NAME"]);
        Assert.Equal($"service.instance.id={echo.Resource.Instances()[0].Suffix}", echoed.Environment["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal(["first", "second argument"], echoed.Arguments);
        Assert.Equal(Path.GetDirectoryName(new Projects.Echo().ProjectPath), echoed.Directory);
    }

    [Fact]
    public async Task WithEnvironment_EveryKindOfValue_Arrives()
    {
        await using var graph = Graph.Create();
        graph.Builder.Configuration["Parameters:given"] = "from configuration";
        graph.Builder.Configuration["ConnectionStrings:labels"] = "Host=db;Password=p{}";
        var parameter = graph.Builder.AddParameter("given");
        var own = graph.Builder.AddParameter("own", "default", secret: true);
        var labels = graph.Builder.AddConnectionString("labels");
        var store = graph.AddEcho("store");
        var composed = graph.Builder.AddConnectionString("composed", ReferenceExpression.Create($"Url={store.GetEndpoint("http")};Key={own}"));
        var echo = graph.AddEcho("echo")
            .WithEnvironment("TEXT", "text")
            .WithEnvironment("LAZY", () => "lazy")
            .WithEnvironment("PARAMETER", parameter)
            .WithEnvironment("OWN", own)
            .WithEnvironment("ENDPOINT", store.GetEndpoint("http"))
            .WithEnvironment("COMPOSED", $"{{{store.GetEndpoint("http").Property(EndpointProperty.Port)}}}/{parameter}")
            .WithEnvironment(context => { context.EnvironmentVariables["CALLBACK"] = context.Resource.Name; })
            .WithReference(labels)
            .WithReference(composed, connectionName: "other");
        await graph.StartAsync();
        var environment = (await graph.AskAsync(echo)).Environment;

        Assert.Equal("text", environment["TEXT"]);
        Assert.Equal("lazy", environment["LAZY"]);
        Assert.Equal("from configuration", environment["PARAMETER"]);
        Assert.Equal("default", environment["OWN"]);
        Assert.Equal(store.GetEndpoint("http").Url, environment["ENDPOINT"]);
        Assert.Equal($"{{{store.GetEndpoint("http").Port}}}/from configuration", environment["COMPOSED"]);
        Assert.Equal("echo", environment["CALLBACK"]);
        Assert.Equal("Host=db;Password=p{}", environment["ConnectionStrings__labels"]);
        Assert.Equal($"Url={store.GetEndpoint("http").Url};Key=default", environment["ConnectionStrings__other"]);
    }

    [Fact]
    public async Task AddParameter_WithoutValue_FailsWhatNeedsItNamingTheKey()
    {
        await using var graph = Graph.Create();
        var missing = graph.Builder.AddParameter("missing");
        var echo = graph.AddEcho("echo").WithEnvironment("MISSING", missing);
        await graph.StartAsync();

        await graph.StateAsync("echo", KnownResourceStates.FailedToStart);
        Assert.Contains(
            await graph.LinesAsync(echo, lines => lines.Any(line => line.IsErrorMessage)),
            line => line.Content.Contains("Parameters:missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithReplicas_Two_RunWithPortsOfTheirOwnAndBothAreReferenced()
    {
        await using var graph = Graph.Create();
        var echo = graph.AddEcho("echo").WithReplicas(2);
        var user = graph.AddEcho("user").WithReference(echo);
        await graph.StartAsync();
        var first = await graph.AskAsync(echo);
        var second = await graph.AskAsync(echo, replica: 1);
        var environment = (await graph.AskAsync(user)).Environment;

        Assert.NotEqual(first.ProcessId, second.ProcessId);
        Assert.NotEqual(first.Environment["HTTP_PORT"], second.Environment["HTTP_PORT"]);
        Assert.EndsWith(first.Environment["HTTP_PORT"], environment["services__echo__http__0"], StringComparison.Ordinal);
        Assert.EndsWith(second.Environment["HTTP_PORT"], environment["services__echo__http__1"], StringComparison.Ordinal);
        Assert.Equal(2, echo.Resource.ResourceIds().Distinct().Count());
    }

    [Fact]
    public void Projects_FromReferences_NameTheProjectFile() =>
        Assert.EndsWith(Path.Combine("Echo", "Echo.csproj"), new Projects.Echo().ProjectPath, StringComparison.Ordinal);

    [Fact]
    public async Task AddConnectionString_Composed_KeepsLiteralsAndEscapesWhatIsAUri()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var password = builder.AddParameter("password", "a b/c", secret: true);
        var composed = builder.AddConnectionString("composed", expression =>
        {
            expression.Append($"{{literal}}://user:{password.Resource:uri}@host");
            expression.AppendLiteral("/{x}");
        });

        Assert.Equal("{literal}://user:a%20b%2Fc@host/{x}", await composed.Resource.ConnectionStringExpression.GetValueAsync(default));
    }

    [Fact]
    public async Task WithUrls_OwnAndEndpoint_AreShownAndActiveWhileItRuns()
    {
        await using var graph = Graph.Create();
        var echo = graph.AddEcho("echo")
            .WithUrl("http://elsewhere/docs", "Docs")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Page");
        await graph.StartAsync();
        var urls = (await graph.StateAsync("echo", KnownResourceStates.Running)).Urls;

        Assert.Equal(
            [(echo.GetEndpoint("http").Url, "Page", false), ("http://elsewhere/docs", "Docs", false)],
            urls.Select(url => (url.Url, url.DisplayProperties.DisplayName, url.IsInactive)));
    }

    [Fact]
    public void AddResource_SameNameTwice_Throws()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddParameter("twice");
        Assert.Throws<DistributedApplicationException>(() => builder.AddConnectionString("Twice"));
    }
}
