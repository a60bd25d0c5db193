using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.DatasetStore.Images;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EfficientMnist.DatasetStore.Tests;

public sealed class ImageCacheTests
{
    private static ImageCache Cache(int megabytes)
    {
        var catalog = new DatasetCatalog(new DatasetOptions { AllowDownload = false });
        return Cache((name, split) => catalog.LoadImagesAsync(name, split), megabytes);
    }

    private static ImageCache Cache(Func<string, DatasetSplit, Task<ImageSet>> load, int megabytes) =>
        new(load, Options.Create(new ImageCacheOptions { Megabytes = megabytes }), TimeProvider.System, NullLogger<ImageCache>.Instance);

    [Fact]
    public async Task Get_OfImagesForgottenWhileTheyLoadInVain_KeepsThoseLoadedAnew()
    {
        var loads = new Queue<TaskCompletionSource<ImageSet>>([new(), new()]);
        var (first, second) = (loads.First(), loads.Last());
        var cache = Cache((_, _) => loads.Dequeue().Task, 100);
        var before = cache.GetAsync("parts", DatasetSplit.Train, CancellationToken.None);
        cache.Forget("parts"); // deleted, and another has taken the name
        var anew = cache.GetAsync("parts", DatasetSplit.Train, CancellationToken.None);
        second.SetResult(new ImageSet(new ImageShape(1, 2, 2), new byte[4]));
        var images = await anew;

        first.SetException(new FileNotFoundException("gone"));
        await Assert.ThrowsAsync<RefusalException>(() => before);

        Assert.Same(images, await cache.GetAsync("parts", DatasetSplit.Train, CancellationToken.None));
        Assert.Empty(loads);
    }

    [Fact]
    public async Task Get_OfImagesThatCannotBeRead_TriesAgainNextTime()
    {
        var loads = new Queue<Task<ImageSet>>([Task.FromException<ImageSet>(new FileNotFoundException("gone")), Task.FromResult(new ImageSet(new ImageShape(1, 2, 2), new byte[4]))]);
        var cache = Cache((_, _) => loads.Dequeue(), 100);

        await Assert.ThrowsAsync<RefusalException>(() => cache.GetAsync("parts", DatasetSplit.Train, CancellationToken.None));

        Assert.Equal(1, (await cache.GetAsync("parts", DatasetSplit.Train, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Get_ManyAtOnce_LoadOnce()
    {
        var cache = Cache(100);
        var sets = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => cache.GetAsync("glyphs", DatasetSplit.Test, CancellationToken.None)));
        Assert.All(sets, set => Assert.Same(sets[0], set));
    }

    [Fact]
    public async Task Get_MoreThanFits_DropsTheLongestUnused()
    {
        // 6.0 MB of training and 1.5 MB of test images.
        var cache = Cache(7);
        var train = await cache.GetAsync("glyphs", DatasetSplit.Train, CancellationToken.None);
        var test = await cache.GetAsync("glyphs", DatasetSplit.Test, CancellationToken.None);
        Assert.Same(test, await cache.GetAsync("glyphs", DatasetSplit.Test, CancellationToken.None));
        Assert.NotSame(train, await cache.GetAsync("glyphs", DatasetSplit.Train, CancellationToken.None));
    }

    [Fact]
    public async Task Get_AloneTooLarge_StaysWhileItIsUsed()
    {
        var cache = Cache(1);
        var test = await cache.GetAsync("glyphs", DatasetSplit.Test, CancellationToken.None);
        Assert.Same(test, await cache.GetAsync("glyphs", DatasetSplit.Test, CancellationToken.None));
    }

    [Fact]
    public async Task Get_OneCallerCancels_TheOthersGetTheImages()
    {
        var cache = Cache(100);
        using var cancelled = new CancellationTokenSource();
        var impatient = cache.GetAsync("glyphs", DatasetSplit.Train, cancelled.Token);
        var patient = cache.GetAsync("glyphs", DatasetSplit.Train, CancellationToken.None);
        await cancelled.CancelAsync();
        Assert.Equal(8_000, (await patient).Count);
        // Whether the impatient one was still waiting depends on the machine; it never fails otherwise.
        await Task.WhenAny(impatient);
        Assert.True(impatient.IsCanceled || impatient.IsCompletedSuccessfully);
    }

    [Fact]
    public void Options_Defaults_ArePinned() => Assert.Equal(new ImageCacheOptions { Megabytes = 1024 }, new ImageCacheOptions());

    [Fact]
    public async Task Options_OutOfRange_StopTheStart()
    {
        var app = DatasetStoreHost.Build(["--GRPC_PORT=0", "--HTTP_PORT=0", "--ImageCache:Megabytes=0"]);
        await using (app)
        {
            var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());
            Assert.Contains("between 1 and", error.Message, StringComparison.Ordinal);
        }
    }
}
