using EfficientMnist.AppHost.Display;

namespace EfficientMnist.AppHost.Tests;

public sealed class LearnLinesTests
{
    [Fact]
    public void Own_OfTheLinesOfAResource_AreThoseItPrintedWithoutTheirTimes()
    {
        var lines = new LearnLines();
        string[] all =
        [
            "2026-11-29T19:17:38.7208389Z Waiting for resource 'classifier' to enter the 'Running' state.",
            "2026-11-29T19:17:49.5870000Z [sys] Starting process...: Cmd = /usr/bin/dotnet",
            "2026-11-29T19:17:53.3680000Z Run learn-1: labels=60",
            "2026-11-29T19:17:53.3690000Z ",
            "a line without a time",
            "2026-11-29T19:18:53.3680000Z [sys] Process ended",
        ];

        Assert.Equal(["Run learn-1: labels=60", "", "a line without a time"], all.Select(lines.Own).OfType<string>());
    }
}
