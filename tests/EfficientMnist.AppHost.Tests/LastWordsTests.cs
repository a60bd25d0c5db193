using EfficientMnist.AppHost.Restarts;

namespace EfficientMnist.AppHost.Tests;

public sealed class LastWordsTests
{
    [Fact]
    public void Of_AProgramThatThrew_AreItsException()
    {
        string[] log =
        [
            "2026-11-29T19:17:49.5870000Z [sys] Starting process...: Cmd = /usr/bin/dotnet",
            "2026-11-29T19:17:53.3680000Z Unhandled exception. System.IO.IOException: Failed to bind to address http://127.0.0.1:5302: address already in use.",
            "2026-11-29T19:17:53.3680000Z    at Microsoft.AspNetCore.Server.Kestrel.Core.Internal.AddressBinder.BindAsync()",
            "2026-11-29T19:17:53.4000000Z [sys] Process exited",
        ];

        Assert.Equal("exit code 134: System.IO.IOException: Failed to bind to address http://127.0.0.1:5302: address already in use.", LastWords.Of(134, log));
    }

    [Fact]
    public void Of_AProgramThatWasKilled_AreWhatItSaidLast() =>
        Assert.Equal("exit code 137: warn: something", LastWords.Of(137, ["2026-11-29T19:17:53.3680000Z warn: something", ""]));

    [Fact]
    public void Of_AProgramThatSaidNothing_AreItsExitCode()
    {
        Assert.Equal("exit code 1", LastWords.Of(1, []));
        Assert.Equal("no exit code", LastWords.Of(null, []));
    }
}
