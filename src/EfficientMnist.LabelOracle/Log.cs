using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Names;

namespace EfficientMnist.LabelOracle;

/// <summary>Log events of the label oracle. None tells a label.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Ledger: {Database}, schema version {Version}")]
    public static partial void LedgerReady(ILogger logger, string database, int version);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Run {Run} opened on {Dataset} with a budget of {Budget} labels")]
    public static partial void RunOpened(ILogger logger, RunId run, string dataset, int budget);

    [LoggerMessage(EventId = 3, Level = LogLevel.Debug, Message = "Run {Run}, request {Request}: {Count} labels revealed, {Spent} of {Limit} spent")]
    public static partial void LabelsBought(ILogger logger, RunId run, RequestId request, int count, int spent, int limit);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Run {Run}, request {Request}: recorded answer repeated")]
    public static partial void RequestReplayed(ILogger logger, RunId run, RequestId request);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "Run {Run} wanted {Cost} labels with {Remaining} of {Limit} left; nothing charged")]
    public static partial void BudgetExhausted(ILogger logger, RunId run, int cost, int remaining, int limit);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "Run {Run}, grading {Number}: {LabelsUsed} labels, accuracy {Accuracy:F4}, macro F1 {MacroF1:F4}; {Dataset} was graded {OfDataset} times in all")]
    public static partial void RunGraded(ILogger logger, RunId run, int number, int labelsUsed, double accuracy, double macroF1, string dataset, int ofDataset);

    [LoggerMessage(EventId = 8, Level = LogLevel.Information, Message = "Run {Run}, request {Request}: people are asked for {Count} labels; {Open} open, {Answered} answered")]
    public static partial void PeopleAsked(ILogger logger, RunId run, RequestId request, int count, int open, int answered);

    [LoggerMessage(EventId = 9, Level = LogLevel.Debug, Message = "Run {Run}, sample {Sample}: {Action} by {Annotator}")]
    public static partial void RowRecorded(ILogger logger, RunId run, SampleId sample, string action, string annotator);

    [LoggerMessage(EventId = 10, Level = LogLevel.Warning, Message = "The budgets in {Database} could not be read for the metrics, which stay as they were")]
    public static partial void BudgetsNotRead(ILogger logger, string database, Exception error);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Run {Run} had {Spent} labels for {Paid} units on its account, but {Charged} for {ChargedMoney} in its ledger; the ledger counts. See what has changed it: eml ledger --verify")]
    public static partial void TotalMended(ILogger logger, RunId run, int spent, long paid, int charged, long chargedMoney);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "{Database} {Trouble}; callers are asked to try again")]
    public static partial void DatabaseCannotWrite(ILogger logger, string database, string trouble, Exception error);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "{Database} does not answer; the caller is asked to try again")]
    public static partial void DatabaseAway(ILogger logger, string database, Exception error);

    [LoggerMessage(EventId = 13, Level = LogLevel.Information, Message = "Run {Run} has a budget of {Budget} labels from now on; {Spent} of them are spent")]
    public static partial void RunExtended(ILogger logger, RunId run, int budget, int spent);
}
