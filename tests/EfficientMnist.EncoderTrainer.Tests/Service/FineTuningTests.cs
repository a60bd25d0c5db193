using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

public sealed class FineTuningTests : ServerTests
{
    [Fact]
    public async Task Network_FineTuned_IsAnEncoderWhoseLatentsEndInClassProbabilities()
    {
        var training = await TuneAsync(Request(await EncoderAsync("ae")));

        Assert.True(File.Exists(Path.Combine(Folder, "encoders", training.TrainingId, "fine-tuning.pb")));
        Assert.False(File.Exists(Path.Combine(Folder, "encoders", training.TrainingId, "distillation.pb")));
        Assert.Equal((TrainingState.Completed, "fine_tune", "ae", "8"), (training.State, training.Kind, training.Options["encoder.kind"], training.Options["encoder.latent"]));
        var encoder = (await Server.Client.ListEncodersAsync(new ListEncodersRequest())).Encoders.Single(e => e.EncoderId == training.EncoderId);
        Assert.Equal((3, 8 + 3), (encoder.Classes, encoder.Latent));
        using var stream = Server.Client.Encode(new EncodeRequest { EncoderId = encoder.EncoderId, Dataset = GlyphStore.Glyphs, Split = Split.Test });
        await foreach (var chunk in stream.ResponseStream.ReadAllAsync())
        {
            var halves = MemoryMarshal.Cast<byte, Half>(chunk.Latents.Span).ToArray();
            Assert.All(halves.Chunk(encoder.Latent), latents => Assert.Equal(1, latents[^3..].Sum(logarithm => Math.Exp((double)logarithm)), 0.01));
        }
    }

    [Fact]
    public async Task SameLabels_Again_AreTheSameTrainingAndOthersAnother()
    {
        var encoder = await EncoderAsync("ae");
        var first = await TuneAsync(Request(encoder));
        var corrected = Request(encoder);
        corrected.Labels[0] = 0;
        var random = Request(encoder);
        random.Options["start"] = "random";

        Assert.Equal((first.TrainingId, TrainingState.Completed), ((await StartAsync(Request(encoder))).TrainingId, (await StartAsync(Request(encoder))).State));
        Assert.NotEqual(first.TrainingId, (await StartAsync(corrected)).TrainingId);
        Assert.NotEqual(first.TrainingId, (await StartAsync(random)).TrainingId);
    }

    [Fact]
    public async Task Training_CutShort_GoesOnAfterARestart()
    {
        var endless = Request(await EncoderAsync("ae"));
        endless.Options["steps"] = "1000000";
        var running = await StartAsync(endless);
        await Server.UntilAsync(running.TrainingId, now => now.Progress.Step > 0);
        await Server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = running.TrainingId });

        var again = await StartAsync(endless);
        var resumed = await Server.UntilAsync(again.TrainingId, now => now is { State: TrainingState.Running, Progress.Step: > 0 });
        await Server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = running.TrainingId });

        Assert.Equal(running.TrainingId, resumed.TrainingId);
    }

    public static TheoryData<string, Action<StartFineTuningRequest>> BadRequests => new()
    {
        { "Label 3 is none of 0 to 2", request => request.Labels[1] = 3 },
        { "There is a label of image 400; glyphs has a pool of 400 images", request => request.SampleIds[1] = 400 },
        { "Image 5 is labelled twice", request => request.SampleIds[1] = 5 },
        { "3 sample_ids and 4 labels", request => request.Labels.Add(0) },
        { "classes is 2147483647", request => request.Classes = int.MaxValue },
        { "freeze='a little' must be one of on, off", request => request.Options["freeze"] = "a little" },
        { "has no option 'colour'", request => request.Options["colour"] = "red" },
        { "needs a data set", request => request.Dataset = "" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task StartFineTuning_OfWhatCannotBe_NamesTheValue(string message, Action<StartFineTuningRequest> spoil)
    {
        var request = Request(await EncoderAsync("pca"));
        spoil(request);

        var error = await Assert.ThrowsAsync<RpcException>(() => StartAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(message, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartFineTuning_OfAnEncoderWithoutANetwork_SaysSo()
    {
        var without = await Assert.ThrowsAsync<RpcException>(() => EncoderAsync("pca").ContinueWith(id => StartAsync(Request(id.Result)), TaskScheduler.Default).Unwrap());
        var unknown = await Assert.ThrowsAsync<RpcException>(() => StartAsync(Request(new string('f', 64))));

        Assert.Equal((StatusCode.InvalidArgument, StatusCode.NotFound), (without.StatusCode, unknown.StatusCode));
        Assert.Contains("An encoder of kind pca has no network to fine-tune", without.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartTraining_OfAFineTunedNetwork_SaysHowTheyAreTrained()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Server.StartAsync(new StartTrainingRequest { Dataset = GlyphStore.Glyphs, Kind = "fine_tune" }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("StartFineTuning", error.Status.Detail, StringComparison.Ordinal);
    }

    private static StartFineTuningRequest Request(string encoderId) => new()
    {
        Dataset = GlyphStore.Glyphs,
        EncoderId = encoderId,
        Classes = 3,
        SampleIds = { 5, 1, 9 },
        Labels = { 2, 1, 0 },
        Seed = 1,
        Options = { ["epochs"] = "2", ["steps"] = "4", ["batch"] = "16" },
    };

    private async Task<string> EncoderAsync(string kind)
    {
        var request = new StartTrainingRequest { Dataset = GlyphStore.Glyphs, Kind = kind, Options = { ["latent"] = "8" } };
        if (kind == "ae")
            request.Options.Add(new Dictionary<string, string> { ["epochs"] = "1", ["batch"] = "64", ["width"] = "4" });
        return (await Server.TrainAsync(request)).EncoderId;
    }

    private async Task<Training> StartAsync(StartFineTuningRequest request) => (await Server.Client.StartFineTuningAsync(request)).Training;

    private async Task<Training> TuneAsync(StartFineTuningRequest request)
    {
        var training = await StartAsync(request);
        return await Server.UntilAsync(training.TrainingId, now => now.State is TrainingState.Completed or TrainingState.Failed);
    }
}
