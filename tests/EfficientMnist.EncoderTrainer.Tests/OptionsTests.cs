using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Encoding;
using EfficientMnist.EncoderTrainer.TensorBoard;
using EfficientMnist.EncoderTrainer.Tests.Service;
using Microsoft.Extensions.Options;

namespace EfficientMnist.EncoderTrainer.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Defaults_AreAsDocumented()
    {
        Assert.Equal(new TrainingOptions { Device = "auto", Precision = "auto", Threads = 0, QueueLength = 100, ShortImages = 100_000, Slots = 1, Niceness = 5, CheckpointEverySteps = 200 }, new TrainingOptions());
        Assert.Equal(new EncodingOptions { CacheLifetime = TimeSpan.FromDays(7), StudentCacheLifetime = TimeSpan.FromHours(3), LoadedEncoders = 4 }, new EncodingOptions());
        Assert.Equal(new TensorBoardOptions { Enabled = true, Images = 16, Points = 2000 }, new TensorBoardOptions());
    }

    [Fact]
    public async Task Start_BadOption_NamesTheRange()
    {
        using var folder = new TempFolder();
        await using var store = await GlyphStore.StartAsync();

        var precision = await Assert.ThrowsAsync<OptionsValidationException>(() => TrainerServer.StartAsync(folder.Path, store, "--Training:Precision=int8"));
        Assert.Contains("Training:Precision must be auto, float32 or bfloat16", precision.Message, StringComparison.Ordinal);
        var queue = await Assert.ThrowsAsync<OptionsValidationException>(() => TrainerServer.StartAsync(folder.Path, store, "--Training:QueueLength=0"));
        Assert.Contains("between 1 and 10000", queue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Device_Unknown_IsOneLine()
    {
        var error = Assert.Throws<DeviceUnavailableException>(() => new TrainingDevice(new TrainingOptions { Device = "abacus" }));

        Assert.Equal("encoder-trainer cannot start: device must be auto, cpu or cuda, not 'abacus'.", error.Message);
    }
}
