using System.Diagnostics;

namespace EfficientMnist.TestSupport;

/// <summary>Polls until something holds, or fails after a deadline.</summary>
public static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, int seconds = 20)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(seconds), $"It did not come true within {seconds} s.");
            await Task.Delay(10);
        }
    }
}
