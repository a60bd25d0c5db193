using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

public sealed class DistillationTests : ServerTests
{
    [Fact]
    public async Task Student_Distilled_IsAnEncoderWhoseLatentsEndInClassProbabilities()
    {
        var training = await DistilAsync(Teaching.Tiny());

        Assert.Equal((TrainingState.Completed, "student", 6), (training.State, training.Kind, training.Progress.TotalSteps));
        var encoder = Assert.Single((await Server.Client.ListEncodersAsync(new ListEncodersRequest())).Encoders);
        Assert.Equal((training.EncoderId, "student", 3, 4 * Teaching.Width + 3), (encoder.EncoderId, encoder.Kind, encoder.Classes, encoder.Latent));
        Assert.Equal("3", encoder.Options["classes"]);

        using var stream = Server.Client.Encode(new EncodeRequest { EncoderId = encoder.EncoderId, Dataset = GlyphStore.Glyphs, Split = Split.Test });
        var images = 0;
        await foreach (var chunk in stream.ResponseStream.ReadAllAsync())
        {
            var halves = MemoryMarshal.Cast<byte, Half>(chunk.Latents.Span).ToArray();
            Assert.All(halves.Chunk(encoder.Latent), latents => Assert.Equal(1, latents[^3..].Sum(logarithm => Math.Exp((double)logarithm)), 0.01));
            images += chunk.Count;
        }

        Assert.Equal(50, images);
    }

    [Fact]
    public async Task SameTeachingSet_Again_IsTheSameTrainingAndAnotherLabelIsAnother()
    {
        var first = await DistilAsync(Teaching.Tiny());
        var second = await StartAsync(Teaching.Tiny());
        var corrected = Teaching.Tiny();
        corrected.Labels[0] = 1;
        var other = await DistilAsync(corrected);

        Assert.Equal((first.TrainingId, first.EncoderId, TrainingState.Completed), (second.TrainingId, second.EncoderId, second.State));
        Assert.NotEqual(first.TrainingId, other.TrainingId);
        Assert.NotEqual(first.TrainingId, (await StartAsync(Teaching.Tiny(seed: 2))).TrainingId);
    }

    [Fact]
    public async Task InitialEncoder_OfTheSameWidth_IsWhereTheStudentBegins()
    {
        var request = new StartTrainingRequest { Dataset = GlyphStore.Glyphs, Kind = "contrastive", Options = { ["epochs"] = "1", ["batch"] = "64", ["width"] = "4" } };
        var encoder = await Server.TrainAsync(request);
        var begun = Teaching.Tiny();
        begun.EncoderId = encoder.EncoderId;
        var wider = begun.Clone();
        wider.Options["width"] = "8";
        var unknown = begun.Clone();
        unknown.EncoderId = new string('f', 64);

        var student = await DistilAsync(begun);
        var tooWide = await Assert.ThrowsAsync<RpcException>(() => StartAsync(wider));
        var missing = await Assert.ThrowsAsync<RpcException>(() => StartAsync(unknown));

        Assert.Equal(TrainingState.Completed, student.State);
        Assert.NotEqual((await StartAsync(Teaching.Tiny())).TrainingId, student.TrainingId);
        Assert.Equal(StatusCode.InvalidArgument, tooWide.StatusCode);
        Assert.Contains("width 4", tooWide.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task TeachingSet_OfSixtyThousandImagesAndAHundredClasses_IsTaken()
    {
        var training = await StartAsync(Teaching.Tiny(pool: GlyphStore.HugeCount, classes: 100));

        Assert.Equal("100", training.Options["classes"]);
    }

    [Fact]
    public async Task TeachingSet_DamagedWhileTheTrainingWaits_FailsItAndAskingAgainHealsIt()
    {
        var running = await Server.StartAsync(TrainerServer.Endless());
        await Server.UntilAsync(running.TrainingId, now => now.State == TrainingState.Running);
        var waiting = await StartAsync(Teaching.Tiny());
        var file = Path.Combine(Folder, "encoders", waiting.TrainingId, "distillation.pb");
        var bytes = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, bytes[..(bytes.Length / 2)]);
        await Server.Client.CancelTrainingAsync(new CancelTrainingRequest { TrainingId = running.TrainingId });
        var failed = await Server.UntilAsync(waiting.TrainingId, now => now.State is TrainingState.Failed or TrainingState.Completed);

        var again = await DistilAsync(Teaching.Tiny());

        Assert.Equal(TrainingState.Failed, failed.State);
        Assert.Contains("distillation.pb", failed.Error, StringComparison.Ordinal);
        Assert.Equal((waiting.TrainingId, TrainingState.Completed), (again.TrainingId, again.State));
    }

    public static TheoryData<string, Action<StartDistillationRequest>> BadTeachingSets => new()
    {
        { "has 399 rows; glyphs has a pool of 400 images", teaching => teaching.SoftTargets = ByteString.CopyFrom(teaching.SoftTargets.Span[..^6]) },
        { "6 bytes an image; 2399 bytes came", teaching => teaching.SoftTargets = ByteString.CopyFrom(teaching.SoftTargets.Span[..^1]) },
        { "Row 7 of the soft targets has the value NaN", teaching => teaching.SoftTargets = teaching.SoftTargets.With(22, float.NaN) },
        { "Row 7 of the soft targets has the value -0.5", teaching => teaching.SoftTargets = teaching.SoftTargets.With(22, -0.5f) },
        { "Row 0 of the soft targets sums to", teaching => teaching.SoftTargets = teaching.SoftTargets.With(0, 0.5f) },
        { "Label 3 of image 9", teaching => teaching.Labels[2] = 3 },
        { "Label -1 of image 5", teaching => teaching.Labels[0] = -1 },
        { "no image 400 in a pool of 400", teaching => teaching.SampleIds[1] = 400 },
        { "Image 5 has been bought twice", teaching => teaching.SampleIds[1] = 5 },
        { "3 sample_ids and 4 labels", teaching => teaching.Labels.Add(0) },
        { "classes is 1", teaching => teaching.Classes = 1 },
        { "classes is 2147483647", teaching => teaching.Classes = int.MaxValue },
        { "epochs='0' must be a whole number from 1 to 10000", teaching => teaching.Options["epochs"] = "0" },
        { "has no option 'colour'", teaching => teaching.Options["colour"] = "red" },
        { "needs a data set", teaching => teaching.Dataset = "" },
    };

    [Theory]
    [MemberData(nameof(BadTeachingSets))]
    public async Task StartDistillation_BadTeachingSet_NamesTheValueAndLeavesNoTraining(string message, Action<StartDistillationRequest> spoil)
    {
        var request = Teaching.Tiny();
        spoil(request);

        var error = await Assert.ThrowsAsync<RpcException>(() => StartAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(message, error.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await Server.Client.ListTrainingsAsync(new ListTrainingsRequest())).Trainings);
    }

    [Fact]
    public async Task StartTraining_OfAStudent_SaysHowStudentsAreTrained()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Server.StartAsync(new StartTrainingRequest { Dataset = GlyphStore.Glyphs, Kind = "student" }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("StartDistillation", error.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<Training> StartAsync(StartDistillationRequest request) => (await Server.Client.StartDistillationAsync(request)).Training;

    private async Task<Training> DistilAsync(StartDistillationRequest request)
    {
        var training = await StartAsync(request);
        return await Server.UntilAsync(training.TrainingId, now => now.State is TrainingState.Completed or TrainingState.Failed);
    }
}
