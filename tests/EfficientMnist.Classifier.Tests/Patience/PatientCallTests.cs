using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Core.Refusals;
using EfficientMnist.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EfficientMnist.Classifier.Tests.Patience;

public sealed class PatientCallTests : IRunMonitor, ILogger<PatientCall>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(7);

    private readonly HurriedTime _time = new();
    private readonly List<string> _notes = [];
    private readonly List<(LogLevel Level, string Line)> _lines = [];

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Cancelled)]
    public async Task Call_OfAServiceThatComesBack_IsAnsweredAndWarnsOnce(StatusCode away)
    {
        var attempts = 0;
        List<TimeSpan?> deadlines = [];

        var answer = await Calls().CallAsync("bakery", this, Deadline, options =>
        {
            deadlines.Add(options.Deadline - _time.GetUtcNow().UtcDateTime);
            return ++attempts < 10 ? Fail<string>(away, "closed") : Task.FromResult("bread");
        }, default);

        Assert.Equal(("bread", 10, 9), (answer, attempts, _time.Waits));
        Assert.All(deadlines, deadline => Assert.Equal(Deadline, deadline));
        Assert.Equal([(LogLevel.Warning, "bakery is away: closed"), (LogLevel.Information, "bakery is back at attempt 10")], _lines);
        Assert.Equal("bakery is away, trying again for 0 s: closed", _notes[0]);
        Assert.Equal("", _notes[^1]);
        Assert.Equal(10, _notes.Count);
    }

    [Fact]
    public async Task Call_OfAServiceThatStaysAway_FailsAfterTheLimit()
    {
        var error = await Assert.ThrowsAsync<RefusalException>(() => Calls().CallAsync("bakery", this, Deadline, _ => Fail<string>(StatusCode.Unavailable, "closed"), default));

        Assert.Matches(@"^bakery has been away for 6\d s \(closed\)\. Start it, then resume the run\.$", error.Message);
        // The waits grow to five seconds.
        Assert.InRange(_time.Waits, 12, 30);
    }

    [Fact]
    public async Task Call_OfAServiceWhoseDiskIsFull_IsRepeatedWithoutALimit()
    {
        var attempts = 0;

        var answer = await Calls().CallAsync("bakery", this, Deadline, _ => ++attempts < 100
            ? Task.FromException<string>(Refusal.Disk("The larder is full.").ToRpcException())
            : Task.FromResult("bread"), default);

        Assert.Equal(("bread", 100), (answer, attempts));
        Assert.Equal("bakery waits for its disk: The larder is full. The run goes on by itself when it can.", _notes[0]);
        Assert.Equal("", _notes[^1]);
    }

    [Fact]
    public async Task Call_ThatIsRefused_FailsAtOnce()
    {
        var error = await Assert.ThrowsAsync<RefusalException>(() => Calls().CallAsync("bakery", this, Deadline, _ => Fail<string>(StatusCode.NotFound, "no such bread"), default));

        Assert.Equal(("bakery refused: no such bread", 0, 0), (error.Message, _time.Waits, _lines.Count));
    }

    [Fact]
    public async Task Call_CancelledWhileTheServiceIsAway_EndsAtOnce()
    {
        using var cancelled = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new PatientCall(Options.Create(new PatienceOptions { FirstDelaySeconds = 60 }), TimeProvider.System, this).CallAsync(
            "bakery",
            this,
            Deadline,
            _ =>
            {
                cancelled.CancelAfter(20);
                return Fail<string>(StatusCode.Unavailable, "closed");
            },
            cancelled.Token));
    }

    [Fact]
    public async Task Watch_ThatEndsBeforeTheEndOrMeetsNobody_IsBegunAgainHoweverLongItTakes()
    {
        var attempts = 0;

        var answer = await Calls().WatchAsync("bakery", this, _ => ++attempts switch
        {
            < 50 => Fail<string?>(StatusCode.Unavailable, "closed"),
            < 100 => Task.FromResult<string?>(null),
            _ => Task.FromResult<string?>("bread"),
        }, default);

        Assert.Equal(("bread", 100), (answer, attempts));
        Assert.Single(_lines, line => line.Level == LogLevel.Warning);
    }

    void IRunMonitor.Report(RunProgress progress)
    {
    }

    void IRunMonitor.Wait(RunWaiting? waiting) => _notes.Add(waiting?.Text ?? "");

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add((logLevel, formatter(state, exception)));

    private PatientCall Calls() =>
        new(Options.Create(new PatienceOptions { LimitSeconds = 60, LongestDelaySeconds = 5 }), _time, this);

    private static Task<T> Fail<T>(StatusCode code, string detail) => Task.FromException<T>(new RpcException(new Status(code, detail)));
}
