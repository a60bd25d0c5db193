using System.Diagnostics;

namespace Redis.DropIn.Tests;

/// <summary>Polls until something holds, or fails after a deadline.</summary>
internal static class Eventually
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
