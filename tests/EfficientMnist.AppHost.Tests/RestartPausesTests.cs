using EfficientMnist.AppHost.Restarts;

namespace EfficientMnist.AppHost.Tests;

public sealed class RestartPausesTests
{
    private readonly SetClock _clock = new();

    [Fact]
    public void AfterCrash_OfOneThatCrashesAgainAndAgain_DoublesAndGivesUpAtTheFifthWithinAMinute()
    {
        var pauses = new RestartPauses(_clock);

        Assert.Equal([1, 2, 4, 8, null], Enumerable.Range(0, 5).Select(_ => pauses.AfterCrash()?.TotalSeconds));
    }

    [Fact]
    public void AfterCrash_OfOneThatRanForLongerThanAMinute_BeginsAnew()
    {
        var pauses = new RestartPauses(_clock);
        for (var crash = 0; crash < 4; crash++)
            pauses.AfterCrash();

        _clock.Now += RestartPauses.Window + TimeSpan.FromSeconds(1);

        Assert.Equal(TimeSpan.FromSeconds(1), pauses.AfterCrash());
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
