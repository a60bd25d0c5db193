using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>For logs: a line at each change of phase and otherwise every five seconds.</summary>
internal sealed class LineDisplay(TextWriter writer, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Run? _latest;
    private (RunState State, RunPhase Phase) _printed;

    public async Task<Run> ShowAsync(Func<Action<Run>, Task<Run>> follow)
    {
        using var timer = time.CreateTimer(_ => PrintLatest(), null, Interval, Interval);
        return await follow(Update);
    }

    private void Update(Run run)
    {
        lock (_gate)
        {
            _latest = run;
            if (_printed != (run.State, run.Phase))
                Print(run);
        }
    }

    private void PrintLatest()
    {
        lock (_gate)
        {
            if (_latest is { State: RunState.Queued or RunState.Running } run)
                Print(run);
        }
    }

    private void Print(Run run)
    {
        _printed = (run.State, run.Phase);
        var text = run.State is RunState.Queued or RunState.Running ? RunText.Bar(run) + RunText.Progress(run) : RunText.State(run.State);
        writer.WriteLine($"{time.GetLocalNow():HH:mm:ss} {run.Name}: {text}");
        writer.Flush();
    }
}
