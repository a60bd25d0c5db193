using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace Benchmarks.Fairness;

/// <summary>Answers a run's questions at once, as fast as a program can, and takes the time that it waits for them.</summary>
internal sealed class Annotator(SystemProcess system, string run)
{
    private const string Name = "benchmark";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>From the start of the work to the first question.</summary>
    public TimeSpan FirstQuestion { get; private set; }

    /// <summary>From the last answer of a batch to the first question of the next one.</summary>
    public List<double> LaterBatches { get; } = [];

    /// <summary>Answers until so many questions are answered.</summary>
    /// <exception cref="InvalidOperationException">The run ended before, or asked nothing for too long.</exception>
    public async Task AnswerAsync(int labels)
    {
        var waiting = Stopwatch.StartNew();
        for (var answered = 0; answered < labels;)
        {
            if (await ClaimAsync() is not { } question)
            {
                await CheckAsync(waiting.Elapsed);
                await Task.Delay(TimeSpan.FromMilliseconds(20));
                continue;
            }
            if (answered == 0)
                FirstQuestion = waiting.Elapsed;
            else if (waiting.IsRunning)
                LaterBatches.Add(waiting.Elapsed.TotalSeconds);
            waiting.Reset();
            var answer = await system.Oracle.AnswerQuestionAsync(new AnswerQuestionRequest { RunId = run, SampleId = question.SampleId, Label = DrawnImages.ClassOf(question.SampleId), Annotator = Name });
            answered++;
            if (answer.Progress.Open == 0)
                waiting.Start();
        }
    }

    // Null where there is nothing to answer yet.
    private async Task<Question?> ClaimAsync()
    {
        try
        {
            return (await system.Oracle.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = run, Annotator = Name })).Question;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            // The run has not come to its first label.
            return null;
        }
    }

    private async Task CheckAsync(TimeSpan waited)
    {
        var now = (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = run })).Run;
        if (now.State is RunState.Failed or RunState.Completed or RunState.Stopped || waited > Patience)
            throw new InvalidOperationException($"Run {run} is {now.State} and has asked nothing for {waited.TotalSeconds:F0} s. {now.Error}");
    }
}
