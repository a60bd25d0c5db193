using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Labelling;

/// <summary>What is shown while somebody labels: pictures for people, JSON lines for programs.</summary>
internal interface ILabelDisplay
{
    void Begin(string help);

    Task AskAsync(Question question, QueueProgress progress, CancellationToken cancellationToken);

    void Recorded(LedgerEntry entry);

    /// <summary>The reply was not understood, or the oracle refused it.</summary>
    void Refused(string reason);

    /// <summary>Nothing is to be labelled at the moment.</summary>
    void Wait(QueueProgress progress);

    void End(QueueProgress progress);
}
