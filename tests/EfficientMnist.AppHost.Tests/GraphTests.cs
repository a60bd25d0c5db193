using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using EfficientMnist.AppHost.Resources;
using EfficientMnist.AppHost.Restarts;

namespace EfficientMnist.AppHost.Tests;

/// <summary>What the AppHost would start; nothing of it is started.</summary>
[Collection(OneGraphAtATime.Name)]
public sealed class GraphTests : IDisposable
{
    private static readonly string[] Services = ["dataset-store", "label-oracle", "encoder-trainer", "classifier"];
    private static readonly string[] Cluster =
    [
        "--Cluster:Name=lab", "--Cluster:Address=127.0.0.1", "--Cluster:Folder=/mnt/eml", "--ConnectionStrings:cache=db:6379", "--ConnectionStrings:labels=Host=db;Database=eml", "--Services:Key=hush",
    ];

    private readonly string _state = Directory.CreateTempSubdirectory("eml-graph-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Graph_ByDefault_HasFourServicesAPageACacheAndTheExperiment()
    {
        await using var graph = await BuildAsync();

        Assert.Equal(
            ["cache", "classifier", "dataset-store", "encoder-trainer", "label-oracle", "learn", "web"],
            graph.Resources.Where(resource => resource is ProjectResource or RedisServerResource).Select(resource => resource.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Endpoints_OfServices_AreListenedOnWithoutAProxyOnThePortsGiven()
    {
        await using var graph = await BuildAsync("--Ports:label-oracle=23456", "--Ports:web=23457");

        foreach (var name in Services)
            Assert.Equal(["grpc", "http"], Endpoints(graph, name).Select(endpoint => endpoint.Name).Order(StringComparer.Ordinal));
        Assert.All(Services.Append("web").Append("cache").SelectMany(name => Endpoints(graph, name)), endpoint => Assert.False(endpoint.IsProxied));
        Assert.Equal(5301, Endpoints(graph, "dataset-store").Single(endpoint => endpoint.Name == "grpc").Port);
        Assert.Equal(5401, Endpoints(graph, "dataset-store").Single(endpoint => endpoint.Name == "http").Port);
        Assert.Equal(23456, Endpoints(graph, "label-oracle").Single(endpoint => endpoint.Name == "grpc").Port);
        // Of a second system only the ports that others must know are given; this one is any that is free.
        Assert.Null(Endpoints(graph, "label-oracle").Single(endpoint => endpoint.Name == "http").Port);
        Assert.Equal(23457, Endpoints(graph, "web").Single().Port);
    }

    [Theory]
    [InlineData("encoder-trainer")]
    [InlineData("classifier")]
    [InlineData("web")]
    [InlineData("learn", "classifier", "dataset-store", "encoder-trainer", "label-oracle")]
    public async Task Services_StartSideBySide_TheExperimentWaitsForAllOfThem(string name, params string[] others)
    {
        await using var graph = await BuildAsync();

        Assert.Equal(others, graph.Resource(name).Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Services_AndThePage_AreStartedAgainAfterACrash_TheExperimentIsNot()
    {
        await using var graph = await BuildAsync();

        Assert.All([.. Services, "web", "cache"], name => Assert.True(graph.Resource(name).HasAnnotationOfType<CrashRestartAnnotation>(), name));
        Assert.False(graph.Resource("learn").HasAnnotationOfType<CrashRestartAnnotation>());
    }

    [Theory]
    [InlineData("encoder-trainer")]
    [InlineData("classifier")]
    public async Task Allocator_OfAServiceThatComputes_IsJemallocWhereItIsInstalled(string name)
    {
        await using var graph = await BuildAsync();

        // Callbacks ask the services of an application that was built.
        await using var application = await graph.BuildAsync();
        var context = new EnvironmentCallbackContext(graph.ExecutionContext, graph.Resource(name));
        foreach (var callback in graph.Resource(name).Annotations.OfType<EnvironmentCallbackAnnotation>())
            await callback.Callback(context);
        var environment = context.EnvironmentVariables;

        if (Directory.EnumerateFiles("/usr/lib", "libjemalloc.so.2", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).Any())
            Assert.True(File.Exists((string)environment["LD_PRELOAD"]));
        else
            Assert.Equal("1", environment["MALLOC_ARENA_MAX"]);
    }

    [Fact]
    public async Task Cache_GivenAsConnectionString_IsNotStarted()
    {
        await using var graph = await BuildAsync("--ConnectionStrings:cache=elsewhere:6379");

        var cache = Assert.IsType<IResourceWithConnectionString>(graph.Resource("cache"), exactMatch: false);
        Assert.Equal("elsewhere:6379", await cache.GetConnectionStringAsync());
        Assert.IsNotType<RedisServerResource>(cache);
    }

    [Fact]
    public async Task Cache_AskedForAsAContainer_IsAspiresOwn()
    {
        await using var graph = await BuildAsync("--Cache:Container=true");

        Assert.IsType<RedisResource>(graph.Resource("cache"));
    }

    [Fact]
    public async Task Settings_OfAspireAlone_AreReadForNoPartOfTheGraph()
    {
        await using var graph = await DistributedApplicationTestingBuilder.CreateAsync<Projects.EfficientMnist_AppHost>(
            [$"--Storage:Root={_state}", "--Dashboard:Enabled=false"],
            (_, host) =>
            {
                host.Configuration ??= new();
                host.Configuration["ConnectionStrings:cache"] = "elsewhere:6379";
                host.Configuration["Ports:label-oracle"] = "23456";
            });

        Assert.IsType<RedisServerResource>(graph.Resource("cache"));
        Assert.Equal(5302, Endpoints(graph, "label-oracle").Single(endpoint => endpoint.Name == "grpc").Port);
    }

    [Fact]
    public async Task Learn_SwitchedOff_IsNotThere()
    {
        await using var graph = await BuildAsync("--Learn:Enabled=false");

        Assert.DoesNotContain(graph.Resources, resource => resource.Name == "learn");
    }

    [Fact]
    public async Task Worker_OfACluster_IsATrainerAndAClassifierThatAreToldOfIt()
    {
        await using var graph = await BuildAsync([.. Cluster, "--Cluster:Join=true", "--services:dataset-store:grpc:0=https://first:5501", "--services:label-oracle:grpc:0=https://first:5502"]);

        Assert.Equal(["classifier", "encoder-trainer"], graph.Resources.Where(resource => resource is ProjectResource or RedisServerResource).Select(resource => resource.Name).Order(StringComparer.Ordinal));
        var (trainer, classifier) = (await EnvironmentAsync(graph, "encoder-trainer"), await EnvironmentAsync(graph, "classifier"));
        Assert.Equal(("lab", "127.0.0.1", "https://first:5502"), (classifier["Cluster__Name"], classifier["Cluster__Address"], classifier["services__label-oracle__grpc__0"]));
        Assert.Equal(("5603", "5604"), (trainer["Cluster__Port"], classifier["Cluster__Port"]));
        Assert.Equal("Host=db;Database=eml", classifier["ConnectionStrings__labels"]);
    }

    [Fact]
    public async Task Machine_ThatBeginsACluster_HasEverythingAndTellsThoseTwoOfIt()
    {
        await using var graph = await BuildAsync([.. Cluster, "--Cluster:Port=7000"]);

        Assert.Contains(graph.Resources, resource => resource.Name == "web");
        Assert.Equal("7001", (await EnvironmentAsync(graph, "classifier"))["Cluster__Port"]);
        Assert.DoesNotContain("Cluster__Name", await EnvironmentAsync(graph, "dataset-store"));
    }

    [Fact]
    public async Task Machine_ThatIsAlone_IsToldOfNoCluster()
    {
        await using var graph = await BuildAsync();

        Assert.DoesNotContain((await EnvironmentAsync(graph, "classifier")).Keys, name => name.StartsWith("Cluster", StringComparison.Ordinal));
    }

    // What is said in words; what Aspire fills in later is left out.
    private static async Task<Dictionary<string, string>> EnvironmentAsync(IDistributedApplicationTestingBuilder graph, string name)
    {
        var context = new EnvironmentCallbackContext(graph.ExecutionContext, graph.Resource(name));
        foreach (var callback in graph.Resource(name).Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            try
            {
                await callback.Callback(context);
            }
            catch (InvalidOperationException)
            {
                // It asks the services of an application that was built.
            }
        }
        return context.EnvironmentVariables.Where(variable => variable.Value is string).ToDictionary(variable => variable.Key, variable => (string)variable.Value);
    }

    private static IEnumerable<EndpointAnnotation> Endpoints(IDistributedApplicationTestingBuilder graph, string name) =>
        graph.Resource(name).Annotations.OfType<EndpointAnnotation>();

    private Task<IDistributedApplicationTestingBuilder> BuildAsync(params string[] settings) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.EfficientMnist_AppHost>([$"--Storage:Root={_state}", "--Dashboard:Enabled=false", .. settings]);
}
