using EfficientMnist.Classifier.Features;

namespace EfficientMnist.Classifier.Tests.Features;

public sealed class RecentlyMadeTests
{
    private readonly RecentlyMade<string, object> _recent = new(kept: 2);

    [Fact]
    public async Task Get_ByManyAtOnce_MakesTheValueOnceAndKeepsThoseUsedLast()
    {
        var made = 0;
        Task<object> Get(string key) => _recent.GetAsync(key, () => Task.FromResult<object>(Interlocked.Increment(ref made)), default);

        var values = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Get("a")));
        await Get("b");
        await Get("a");
        await Get("c");

        Assert.All(values, value => Assert.Equal(1, value));
        Assert.Equal(1, await Get("a"));
        Assert.Equal(3, made);
        Assert.Equal(4, await Get("b"));
    }

    [Fact]
    public async Task Get_OfAValueWhoseMakerGoesAway_IsMadeByOneWhoWaits()
    {
        using var away = new CancellationTokenSource();
        TaskCompletionSource begun = new();
        var first = _recent.GetAsync("a", async () =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, away.Token);
            return new object();
        }, away.Token);
        await begun.Task;
        var second = _recent.GetAsync("a", () => Task.FromResult<object>("made"), default);

        await away.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("made", await second);
    }

    [Fact]
    public async Task Get_ThatFails_IsTriedAgainByTheNext()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _recent.GetAsync("a", () => Task.FromException<object>(new InvalidDataException("torn")), default));

        Assert.Equal("whole", await _recent.GetAsync("a", () => Task.FromResult<object>("whole"), default));
    }
}
