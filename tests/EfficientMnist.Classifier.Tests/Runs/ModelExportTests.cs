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
        await system.StartRunAsync("light", ("preset", "instant"), ("views", "histograms+patches"));
        await system.EndOfAsync("light");

        var model = ModelTensors.Read(await ExportAsync(system, "light"), ModelTensors.ClassifierFormat);

        var description = model.Description;
        Assert.Equal(("light", SmallPool.Name, 40), ((string)description["run_id"]!, (string)description["dataset"]!, (int)description["labels"]!));
        Assert.Equal(["across", "down", "falling", "rising"], description["classes"]!.AsArray().Select(name => (string)name!));
        Assert.Equal((1, 28, 28), ((int)description["image"]!["channels"]!, (int)description["image"]!["height"]!, (int)description["image"]!["width"]!));
        Assert.Equal([40, 4], model.Tensors["classifier.weights"].Shape);
        Assert.Equal([SmallPool.Train, 4], model.Tensors["propagation.beliefs"].Shape);
        Assert.False(description.ContainsKey("encoder") || description.ContainsKey("student"));
    }

    [Fact]
    public async Task ExportModel_OfARunWithEncoderAndStudent_HasBothNetworksInIt()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("both", ("student.generations", "1"));
        await system.EndOfAsync("both");

        var model = ModelTensors.Read(await ExportAsync(system, "both"), ModelTensors.ClassifierFormat);

        Assert.Equal(0.5, (double)model.Description["student_share"]!);
        Assert.Null(model.Description["encoder"]!["scores"]);
        Assert.Equal(2, (int)model.Description["student"]!["scores"]!);
        Assert.Equal([4, 16], model.Tensors["student.2.weight"].Shape);
    }

    [Fact]
    public async Task ExportModel_OfARunWithAFineTunedNetwork_HasThatAndNoClassifierBesides()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("tuned", ("classifier.kind", "fine_tune"));
        await system.EndOfAsync("tuned");

        var description = ModelTensors.Read(await ExportAsync(system, "tuned"), ModelTensors.ClassifierFormat).Description;

        Assert.Equal(2, (int)description["network"]!["scores"]!);
        Assert.False(description.ContainsKey("classifier"));
    }

    [Fact]
    public async Task ExportModel_OfARunThatGoesOn_IsRefused()
    {
        await using var system = await TestSystem.StartAsync();
        system.Proxy.Away = true;
        await system.StartRunAsync("going");

        var going = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(system, "going"));

        Assert.Equal(StatusCode.FailedPrecondition, going.StatusCode);
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
