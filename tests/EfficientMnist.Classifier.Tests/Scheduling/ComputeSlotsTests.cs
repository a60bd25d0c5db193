using EfficientMnist.Classifier.Scheduling;
using Microsoft.Extensions.Options;

namespace EfficientMnist.Classifier.Tests.Scheduling;

public sealed class ComputeSlotsTests
{
    private readonly MovableTime _time = new();
    private readonly ComputeSlots _slots;

    public ComputeSlotsTests() => _slots = new ComputeSlots(Options.Create(new ComputeOptions { Long = 1, Short = 2, Interactive = 1 }), _time);

    [Fact]
    public async Task Take_InALaneThatIsFull_WaitsInOrderAndTellsHowManyAreAhead()
    {
        List<int> second = [], third = [];
        var working = await TakeAsync(Lane.Long);
        var waiting = TakeAsync(Lane.Long, second);
        var behind = TakeAsync(Lane.Long, third);

        working.Dispose();
        (await waiting).Dispose();
        (await behind).Dispose();

        Assert.Equal([1, 1], second);
        Assert.Equal([2, 1], third);
    }

    [Fact]
    public async Task Take_InOneLane_WaitsForNoneInAnother()
    {
        await TakeAsync(Lane.Long);
        await TakeAsync(Lane.Short);
        await TakeAsync(Lane.Short);

        Assert.True(TakeAsync(Lane.Interactive).IsCompletedSuccessfully);
        Assert.False(TakeAsync(Lane.Short).IsCompleted);
    }

    [Fact]
    public async Task Take_ByOneThatReturns_ComesNext()
    {
        var working = await TakeAsync(Lane.Long);
        var behind = TakeAsync(Lane.Long);
        var returning = _slots.TakeAsync(Lane.Long, returns: true, (_, _) => { }, default);

        working.Dispose();
        var slot = await returning;

        Assert.False(behind.IsCompleted);
        slot.Dispose();
        await behind;
    }

    [Fact]
    public async Task Take_ThatIsCancelled_LeavesItsPlaceToOthers()
    {
        List<int> told = [];
        using var cancelled = new CancellationTokenSource();
        var working = await TakeAsync(Lane.Long);
        var waiting = _slots.TakeAsync(Lane.Long, returns: false, (_, _) => { }, cancelled.Token);
        var behind = TakeAsync(Lane.Long, told);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal([2, 1], told);
        working.Dispose();
        await behind;
    }

    [Fact]
    public async Task Take_BehindWorkOfKnownLength_TellsAboutHowLongItTakes()
    {
        List<TimeSpan> told = [];
        var first = await TakeAsync(Lane.Long);
        _time.Pass(TimeSpan.FromSeconds(60));
        first.Dispose();
        var working = await TakeAsync(Lane.Long);
        _time.Pass(TimeSpan.FromSeconds(20));

        _ = _slots.TakeAsync(Lane.Long, returns: false, (_, eta) => told.Add(eta), default);
        _ = _slots.TakeAsync(Lane.Long, returns: false, (_, eta) => told.Add(eta), default);

        Assert.Equal([40, 40, 100], told.Select(eta => eta.TotalSeconds));
        working.Dispose();
    }

    private Task<IDisposable> TakeAsync(Lane lane, List<int>? told = null) => _slots.TakeAsync(lane, returns: false, (ahead, _) => told?.Add(ahead), default);

    private sealed class MovableTime : TimeProvider
    {
        private long _now = 1;

        public override long GetTimestamp() => _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
