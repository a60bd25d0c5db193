using System.Text.Json;
using EfficientMnist.Contracts.Topology;

namespace EndToEnd.Tests;

[Collection(OneSystemAtATime.Name)]
public sealed class PythonClientTests(SharedSystem system)
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Python_WithStubsFromTheProtos_RunsAnExperimentAndBuysALabel()
    {
        var stubs = Directory.CreateTempSubdirectory("eml-stubs-").FullName;
        try
        {
            var protos = Path.Combine(Repository.Root, "src", "EfficientMnist.Contracts", "Protos");
            var files = Directory.GetFiles(protos, "*.proto", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(protos, file));
            var generated = await ProgramRun.OfAsync(Python, ["-m", "grpc_tools.protoc", "-I", protos, $"--python_out={stubs}", $"--grpc_python_out={stubs}", .. files]);
            Assert.True(generated.ExitCode == 0, generated.Errors);

            var run = await ProgramRun.OfAsync(
            Python,
            [Path.Combine(AppContext.BaseDirectory, "client.py"), stubs, HostAndPort(system, ServiceNames.Classifier), HostAndPort(system, ServiceNames.LabelOracle), SystemUnderTest.Key]);

            Assert.True(run.ExitCode == 0, run.Errors);
            using var json = JsonDocument.Parse(run.Output);
            Assert.Equal("RUN_STATE_COMPLETED", json.RootElement.GetProperty("state").GetString());
            Assert.Equal(40, json.RootElement.GetProperty("spent").GetInt32());
            Assert.InRange(json.RootElement.GetProperty("accuracy").GetDouble(), 0.2, 1);
            Assert.True(json.RootElement.GetProperty("charged").GetBoolean());
            Assert.Equal("RESOURCE_EXHAUSTED", json.RootElement.GetProperty("refusal").GetString());
        }
        finally
        {
            Directory.Delete(stubs, recursive: true);
        }
    }

    private static string HostAndPort(SystemUnderTest system, string service) => new Uri(system.GrpcAddress(service)).Authority;
}
