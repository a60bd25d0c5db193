namespace EfficientMnist.EncoderTrainer.Scheduling;

/// <summary>One piece of work among those that share the machine. It computes only between a turn's start and the next call.</summary>
internal sealed class ComputeShare(ComputeTurns turns, bool isShort) : IDisposable
{
    public bool IsShort => isShort;

    /// <summary>When its turn started, by the clock's timestamps; null while it has none. The turns' own affair.</summary>
    internal long? TurnStarted { get; set; }

    /// <summary>Gives others their turn where they are due one. Returns with the start of the next one, at once where it is cancelled.</summary>
    public void AwaitTurn(CancellationToken cancellationToken) => AwaitTurnAsync(cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="AwaitTurn"/>
    public Task AwaitTurnAsync(CancellationToken cancellationToken) => turns.AwaitAsync(this, cancellationToken);

    /// <summary>The work is done, and its turn ends.</summary>
    public void Dispose() => turns.Leave(this);
}
