using System.Text.Json.Nodes;
using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Training;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>The classifier of a run as a file. What samples make of such files is tested beside the learner.</summary>
public sealed class ModelExportTests
{
    [Fact]
    public async Task ExportModel_OfARunWithoutNetworks_IsAFileThatSaysWhatItIsOf()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("light", ("preset", "instant"));
        await system.EndOfAsync("light");
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, await ExportAsync(system, "light"));

            var (tensors, metadata) = Safetensors.Read(path);

            var model = JsonNode.Parse(metadata["model"])!;
            Assert.Equal("efficientmnist.model/1", metadata["format"]);
            Assert.Equal(("light", SmallPool.Name, 40), ((string)model["run_id"]!, (string)model["dataset"]!, (int)model["labels"]!));
            Assert.Equal(["across", "down", "falling", "rising"], model["classes"]!.AsArray().Select(name => (string)name!));
            Assert.Equal((1, 28, 28), ((int)model["image"]!["channels"]!, (int)model["image"]!["height"]!, (int)model["image"]!["width"]!));
            Assert.Equal([40, 4], tensors["kernel.weights"].Shape);
            Assert.Equal([SmallPool.Train, 4], tensors["propagation.beliefs"].Shape);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task ExportModel_OfARunWithAnEncoderOrOneThatGoesOn_IsRefused()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("seen");
        await system.EndOfAsync("seen");
        system.Proxy.Away = true;
        await system.StartRunAsync("going");

        var network = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(system, "seen"));
        var going = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(system, "going"));

        Assert.Equal(StatusCode.FailedPrecondition, network.StatusCode);
        Assert.Contains("an encoder's latents", network.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("preset=instant", network.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("only the classifier of a completed run", going.Status.Detail, StringComparison.Ordinal);
    }

    private static async Task<byte[]> ExportAsync(TestSystem system, string run)
    {
        using var file = new MemoryStream();
        using var model = system.Client.ExportModel(new ExportModelRequest { RunId = run });
        await foreach (var part in model.ResponseStream.ReadAllAsync())
            part.Part.WriteTo(file);
        return file.ToArray();
    }
}
