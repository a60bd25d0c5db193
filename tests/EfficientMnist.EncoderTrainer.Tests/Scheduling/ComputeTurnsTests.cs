using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Scheduling;
using Microsoft.Extensions.Options;

namespace EfficientMnist.EncoderTrainer.Tests.Scheduling;

public sealed class ComputeTurnsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void LongTraining_Alone_HasEveryTurn()
    {
        using var training = Turns().Join(isShort: false);

        for (var step = 0; step < 100; step++)
            Assert.True(training.AwaitTurnAsync(default).IsCompleted);
    }

    [Fact]
    public async Task ShortWork_ThatComes_HasTheTurnAfterTheStepAtHand()
    {
        var turns = Turns();
        using var training = turns.Join(isShort: false);
        await training.AwaitTurnAsync(default);
        var work = turns.Join(isShort: true);
        var start = work.AwaitTurnAsync(default);
        Assert.False(start.IsCompleted);

        _time.Advance(0.3);
        var nextStep = training.AwaitTurnAsync(default);
        await start;
        Assert.False(nextStep.IsCompleted);

        work.Dispose();
        await nextStep;
    }

    [Theory]
    [InlineData(0.3, 0.3)]
    [InlineData(0.3, 1.1)]
    [InlineData(2.5, 0.1)]
    public void ShortWork_WithoutEnd_LeavesALongTrainingFourFifths(double stepSeconds, double workSeconds)
    {
        var turns = Turns();
        var (inTraining, inWork) = Run(turns, stepSeconds, workSeconds, seconds: 2_000);

        // What short work may use at once after a pause comes on top of its fifth.
        Assert.InRange(inWork, 0.2 * 2_000 - stepSeconds - workSeconds, 0.2 * (2_000 + 12) + 12 + workSeconds);
        Assert.InRange(inTraining / (inTraining + inWork), 0.79, 0.81);
    }

    [Fact]
    public void ShortWork_OfAFewSeconds_IsDoneBeforeTheLongTrainingGoesOn()
    {
        var turns = Turns();
        var (inTraining, inWork) = Run(turns, stepSeconds: 0.3, workSeconds: 0.5, seconds: 8);

        // The first step was under way.
        Assert.Equal((0.3, 8.0), (inTraining, inWork));
    }

    [Fact]
    public void ShortWork_Alone_CostsNothingOfItsFifth()
    {
        var turns = Turns();
        using (var alone = turns.Join(isShort: true))
        {
            alone.AwaitTurn(default);
            _time.Advance(1_000);
        }
        var (inTraining, _) = Run(turns, stepSeconds: 0.3, workSeconds: 0.5, seconds: 8);

        Assert.Equal(0.3, inTraining);
    }

    [Fact]
    public async Task ShortWork_OfSeveral_TakesTurns()
    {
        var turns = Turns();
        using var first = turns.Join(isShort: true);
        using var second = turns.Join(isShort: true);
        await first.AwaitTurnAsync(default);
        var ofSecond = second.AwaitTurnAsync(default);
        for (var round = 0; round < 3; round++)
        {
            Assert.False(ofSecond.IsCompleted);
            var ofFirst = first.AwaitTurnAsync(default);
            await ofSecond;
            Assert.False(ofFirst.IsCompleted);
            ofSecond = second.AwaitTurnAsync(default);
            await ofFirst;
        }
    }

    [Fact]
    public async Task Turn_AwaitedInVain_IsGivenUpWhenCancelled()
    {
        var turns = Turns();
        var holder = turns.Join(isShort: false);
        await holder.AwaitTurnAsync(default);
        using var cancellation = new CancellationTokenSource();
        using var waiting = turns.Join(isShort: true);
        var start = waiting.AwaitTurnAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await start;

        // It has not got the turn: the next in the queue gets it.
        using var next = turns.Join(isShort: true);
        var nextStart = next.AwaitTurnAsync(default);
        Assert.False(nextStart.IsCompleted);
        holder.Dispose();
        await nextStart;
    }

    [Fact]
    public async Task Slots_MoreThanOne_ComputeAtTheSameTime()
    {
        var turns = Turns(slots: 2);
        using var one = turns.Join(isShort: false);
        using var two = turns.Join(isShort: true);
        using var three = turns.Join(isShort: true);
        await one.AwaitTurnAsync(default);
        await two.AwaitTurnAsync(default);

        Assert.False(three.AwaitTurnAsync(default).IsCompleted);
    }

    private ComputeTurns Turns(int slots = 1) => new(Options.Create(new TrainingOptions { Slots = slots }), _time);

    /// <summary>A long training and short work that both always want the next turn; what each has of the time.</summary>
    private (double InTraining, double InWork) Run(ComputeTurns turns, double stepSeconds, double workSeconds, double seconds)
    {
        using var training = turns.Join(isShort: false);
        using var work = turns.Join(isShort: true);
        var (step, chunk) = (training.AwaitTurnAsync(default), work.AwaitTurnAsync(default));
        var (inTraining, inWork) = (0.0, 0.0);
        while (inTraining + inWork < seconds)
        {
            if (step.IsCompleted)
            {
                _time.Advance(stepSeconds);
                inTraining += stepSeconds;
                step = training.AwaitTurnAsync(default);
            }
            else
            {
                Assert.True(chunk.IsCompleted);
                _time.Advance(workSeconds);
                inWork += workSeconds;
                chunk = work.AwaitTurnAsync(default);
            }
        }
        return (inTraining, inWork);
    }
}
