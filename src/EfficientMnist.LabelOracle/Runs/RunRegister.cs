using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>Opens and finds runs.</summary>
internal sealed class RunRegister(ILedgerDatabase database, LabelBook labels, TimeProvider time, ILogger<RunRegister> logger)
{
    /// <summary>Opens a run; doing so again with the same data set and budget changes nothing.</summary>
    public async Task<OpenRunOutcome> OpenAsync(RunId id, string dataset, int budget, CancellationToken cancellationToken)
    {
        if (budget < 1)
            throw new ArgumentException($"The budget is {budget}; give at least 1 label.");
        var answers = await labels.OfAsync(dataset, cancellationToken);
        var wanted = new Run { Id = id, Dataset = answers.Dataset, Budget = new RunBudget(budget, 0), ClosedAt = null };

        var (isNew, run) = await database.WriteAsync(
            async session => (
                await RunTable.InsertAsync(session, wanted, time.GetUtcNow(), cancellationToken),
                await RunTable.LockAsync(session, id, cancellationToken)),
            cancellationToken);

        if (isNew)
            Log.RunOpened(logger, id, run.Dataset, budget);
        return run.Dataset == wanted.Dataset && run.Budget.Limit == budget
            ? new OpenRunOutcome.Opened(run, answers.ClassNames)
            : new OpenRunOutcome.Taken(run);
    }

    public Task<Run?> FindAsync(RunId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => RunTable.FindAsync(session, id, cancellationToken), cancellationToken);
}
