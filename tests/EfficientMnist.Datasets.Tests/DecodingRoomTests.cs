using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

/// <summary>How many images are decoded at a time.</summary>
public sealed class DecodingRoomTests
{
    private const long Pixels = Drawing.Side * Drawing.Side;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly ImportOptions Options = new() { Size = 16 };

    [Fact]
    public async Task Room_ForImagesThatFillIt_HasOneOfThemAtATime()
    {
        var room = new DecodingRoom(Pixels);
        var (inside, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => OnAThread(() =>
        {
            using var place = room.Begin();
            // One that has more than there is room for is alone as well.
            place.Take(Pixels * (1 + (i % 2)));
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.Yield();
            Interlocked.Decrement(ref inside);
        })));

        Assert.Equal((0, 1, 0L), (inside, most, room.Waiting));
    }

    [Fact]
    public async Task Room_ForImagesThatFitTogether_HasThemSideBySide()
    {
        var room = new DecodingRoom(Pixels);
        using var together = new Barrier(2);

        var met = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => OnAThread(() =>
        {
            using var place = room.Begin();
            place.Take(Pixels / 2);
            return together.SignalAndWait(Patience);
        })));

        Assert.Equal([true, true], met);
    }

    [Fact]
    public async Task Image_OfAFile_WaitsForItsRoomAndGivesItBack()
    {
        var room = new DecodingRoom(Pixels);
        var large = room.Begin();
        large.Take(Pixels);

        var image = OnAThread(() => ScaledImage.OfFile(Drawing.Png("disc", 1), Options, room));
        Assert.True(SpinWait.SpinUntil(() => room.Waiting == 1, Patience));
        Assert.False(image.IsCompleted);
        large.Dispose();

        Assert.Equal(Drawing.Side, (await image.WaitAsync(Patience)).Original.Height);
        await OnAThread(() => TakeAll(room)).WaitAsync(Patience);
    }

    [Fact]
    public async Task Image_ThatIsDamaged_GivesItsRoomBack()
    {
        var room = new DecodingRoom(Pixels);
        var png = Drawing.Png("disc", 1);

        Assert.Throws<InvalidDataException>(() => ScaledImage.OfFile(png[..^20], Options, room));

        await OnAThread(() => TakeAll(room)).WaitAsync(Patience);
    }

    [Fact]
    public void Room_OfTheProcess_IsThatOfTheLargestImage()
    {
        using var place = DecodingRoom.OfProcess.Begin();

        place.Take(ImageDecoder.MostPixels);

        Assert.Throws<InvalidOperationException>(() => place.Take(1));
    }

    private static bool TakeAll(DecodingRoom room)
    {
        using var place = room.Begin();
        place.Take(Pixels);
        return true;
    }

    private static Task<bool> OnAThread(Action work) => OnAThread(() =>
    {
        work();
        return true;
    });

    // The pool might have one thread only, on which nothing would be at the same time.
    private static Task<T> OnAThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
