using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using EfficientMnist.TestSupport;
using k8s;
using k8s.Models;

namespace EfficientMnist.AppHost.Tests.Deploy;

/// <summary>The files of docs/deploy and .devcontainer: read strictly, whole in themselves, and like what the AppHost starts.</summary>
[Collection(OneGraphAtATime.Name)]
public sealed class DeployTests : IDisposable
{
    private const string Port = "8443";
    private static readonly string[] Services = ["dataset-store", "label-oracle", "encoder-trainer", "classifier", "web"];

    // Of this machine, of the dashboard, of endpoints that containers do not have, or addresses under names that nothing reads.
    private static readonly string[] AppHostsOwn = ["GRPC_PORT", "HTTP_PORT", "LD_PRELOAD", "MALLOC_CONF"];
    private static readonly string[] AppHostsOwnPrefixes = ["OTEL_", "ASPNETCORE_", "LOGGING__", "DOTNET_SYSTEM_", "Dashboard__"];
    private static readonly string[] AppHostsOwnSuffixes = ["_GRPC", "_HTTP"];

    private readonly string _state = Directory.CreateTempSubdirectory("eml-deploy-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public void Compose_NamesNothingThatIsNotThere()
    {
        var compose = ComposeFile.Read(InDeploy("compose.yaml"));

        Assert.Equal(Services.Append("cache").Append("labels").Order(StringComparer.Ordinal), compose.Services.Keys.Order(StringComparer.Ordinal));
        foreach (var service in compose.Services.Values)
        {
            Assert.All(service.DependsOn, other => Assert.Contains(other, compose.Services.Keys));
            Assert.All(service.Secrets, secret => Assert.Contains(secret, compose.Secrets.Keys));
            // A path on the machine begins with a dot or a variable.
            Assert.All(service.Volumes.Select(volume => volume.Split(':')[0]).Where(volume => volume[0] is not ('.' or '$')), volume => Assert.Contains(volume, compose.Volumes.Keys));
            // Nothing is reached from beyond the machine unless somebody changes this file.
            Assert.All(service.Ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Compose_ForGpus_ChangesTheTrainerAlone()
    {
        var (name, trainer) = Assert.Single(ComposeFile.Read(InDeploy("compose.gpu.yaml")).Services);

        Assert.Equal("encoder-trainer", name);
        Assert.EndsWith("-cuda", trainer.Image, StringComparison.Ordinal);
        Assert.Equal("nvidia", Assert.Single(trainer.Deploy!.Resources.Reservations.Devices).Driver);
    }

    [Fact]
    public async Task Compose_GivesEachServiceWhatTheAppHostGivesIt()
    {
        var compose = ComposeFile.Read(InDeploy("compose.yaml"));

        foreach (var (name, expected) in await EnvironmentsAsync())
            AssertGiven(name, expected, compose.Services[name].Environment);
    }

    [Fact]
    public async Task Kubernetes_GivesEachServiceWhatTheAppHostGivesIt()
    {
        var objects = Kubernetes();
        var maps = objects.OfType<V1ConfigMap>().ToDictionary(map => map.Metadata.Name, map => map.Data);

        foreach (var (name, expected) in await EnvironmentsAsync())
        {
            var container = Assert.Single(Deployment(objects, name).Spec.Template.Spec.Containers);
            var environment = (container.EnvFrom ?? []).SelectMany(from => maps[from.ConfigMapRef.Name])
                .Concat(container.Env.Select(variable => KeyValuePair.Create(variable.Name, variable.Value ?? variable.ValueFrom.SecretKeyRef.Key)))
                .ToDictionary();
            AssertGiven(name, expected, environment);
        }
    }

    [Fact]
    public void Kubernetes_NamesNothingThatIsNotThere()
    {
        var objects = Kubernetes();
        var claims = objects.OfType<V1PersistentVolumeClaim>().Select(claim => claim.Metadata.Name).ToArray();

        Assert.All(objects.OfType<IKubernetesObject<V1ObjectMeta>>().Where(o => o is not V1Namespace), o => Assert.Equal("efficientmnist", o.Metadata.NamespaceProperty));
        foreach (var service in objects.OfType<V1Service>())
        {
            var deployment = Deployment(objects, service.Metadata.Name);
            Assert.Equal(service.Spec.Selector, deployment.Spec.Selector.MatchLabels);
            Assert.Equal(service.Spec.Selector, deployment.Spec.Template.Metadata.Labels);
            var pod = deployment.Spec.Template.Spec;
            var container = Assert.Single(pod.Containers);
            Assert.Equal(service.Spec.Ports.Select(port => port.Port), container.Ports.Select(port => port.ContainerPort));
            Assert.Equal((container.VolumeMounts ?? []).Select(mount => mount.Name).Order(StringComparer.Ordinal), (pod.Volumes ?? []).Select(volume => volume.Name).Order(StringComparer.Ordinal));
            Assert.All((pod.Volumes ?? []).Where(volume => volume.PersistentVolumeClaim is not null), volume => Assert.Contains(volume.PersistentVolumeClaim.ClaimName, claims));
        }
    }

    [Fact]
    public void Kubernetes_ForGpus_ChangesTheTrainersContainer()
    {
        var patch = KubernetesYaml.Deserialize<V1Deployment>(File.ReadAllText(InDeploy("kubernetes/encoder-trainer-gpu.yaml")), strict: true);

        var container = Assert.Single(patch.Spec.Template.Spec.Containers);
        Assert.Equal(Assert.Single(Deployment(Kubernetes(), "encoder-trainer").Spec.Template.Spec.Containers).Name, container.Name);
        Assert.Equal("1", container.Resources.Limits["nvidia.com/gpu"].ToString());
    }

    [Theory]
    [InlineData(".devcontainer/devcontainer.json")]
    [InlineData(".devcontainer/cuda/devcontainer.json")]
    public void DevContainer_SetsUpWithThisRepositorysOwnScript(string path)
    {
        using var container = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, path)));

        Assert.Equal("./eml setup --tests", container.RootElement.GetProperty("postCreateCommand").GetString());
        Assert.StartsWith("10.", container.RootElement.GetProperty("image").GetString()!.Split(':')[1], StringComparison.Ordinal);
    }

    private static string InDeploy(string name) => Path.Combine(Repository.Root, "docs", "deploy", name);

    private static List<object> Kubernetes() => KubernetesYaml.LoadAllFromString(File.ReadAllText(InDeploy("kubernetes/efficientmnist.yaml")), strict: true);

    private static V1Deployment Deployment(List<object> objects, string name) => objects.OfType<V1Deployment>().Single(deployment => deployment.Metadata.Name == name);

    private static void AssertGiven(string service, IReadOnlyCollection<string> expected, IReadOnlyDictionary<string, string> given)
    {
        Assert.True(expected.All(given.ContainsKey), $"{service} lacks {string.Join(", ", expected.Except(given.Keys))}");
        Assert.Equal((Port, "0.0.0.0"), (given["TLS_PORT"], given["Listen__Address"]));
        foreach (var (key, address) in given.Where(variable => variable.Key.StartsWith("services__", StringComparison.Ordinal)))
            Assert.Equal($"https://{key.Split("__")[1]}:{Port}", address);
    }

    // The variables that the AppHost gives each service when it has a PostgreSQL and a Redis, without those of its own.
    private async Task<Dictionary<string, IReadOnlyCollection<string>>> EnvironmentsAsync()
    {
        await using var graph = await DistributedApplicationTestingBuilder.CreateAsync<Projects.EfficientMnist_AppHost>(
            [$"--Storage:Root={_state}", $"--Datasets:Root={_state}", "--Dashboard:Enabled=false", "--ConnectionStrings:cache=elsewhere:6379", "--ConnectionStrings:labels=Host=elsewhere"]);
        await using var application = await graph.BuildAsync();
        var environments = new Dictionary<string, IReadOnlyCollection<string>>();
        foreach (var name in Services)
        {
            var context = new EnvironmentCallbackContext(graph.ExecutionContext, graph.Resource(name));
            foreach (var callback in graph.Resource(name).Annotations.OfType<EnvironmentCallbackAnnotation>())
                await callback.Callback(context);
            environments[name] =
            [
                .. context.EnvironmentVariables.Keys.Where(key => !AppHostsOwn.Contains(key)
                    && !AppHostsOwnPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))
                    && !AppHostsOwnSuffixes.Any(suffix => key.EndsWith(suffix, StringComparison.Ordinal))
                    && !(key.StartsWith("services__", StringComparison.Ordinal) && key.Contains("__http__", StringComparison.Ordinal))),
            ];
        }
        return environments;
    }
}
