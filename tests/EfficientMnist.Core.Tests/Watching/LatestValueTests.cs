using EfficientMnist.Core.Watching;

namespace EfficientMnist.Core.Tests.Watching;

public sealed class LatestValueTests
{
    [Fact]
    public async Task SlowWatcher_ManyChanges_SeesTheLatest()
    {
        var value = new LatestValue<int>(0);
        var (first, changed) = value.Observe();
        for (var i = 1; i <= 1000; i++)
            value.Change(now => now + 1);

        await changed.WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal((0, 1000), (first, value.Observe().Value));
        Assert.False(value.Observe().Changed.IsCompleted);
    }

    [Fact]
    public async Task ManyWatchers_OneChange_AllHear()
    {
        var value = new LatestValue<string>("before");
        var watchers = Enumerable.Range(0, 50).Select(_ => value.Observe().Changed).ToList();

        value.Change(_ => "after");

        await Task.WhenAll(watchers).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Watch_ByASlowReader_SkipsWhatWasBetween()
    {
        var value = new LatestValue<int>(0);
        await using var watch = value.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        await watch.MoveNextAsync();

        value.Set(1);
        value.Set(2);
        await watch.MoveNextAsync();

        Assert.Equal((2, 2), (watch.Current, value.Value));
    }
}
