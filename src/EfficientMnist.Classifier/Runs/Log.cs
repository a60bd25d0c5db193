using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;

namespace EfficientMnist.Classifier.Runs;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Run {RunId} ({Name}) waits for its turn")]
    public static partial void RunStarted(ILogger logger, string runId, string name);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Run {RunId} goes on with the {Labels} labels it has")]
    public static partial void RunGoesOn(ILogger logger, string runId, int labels);

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Run {RunId} is extended to {Labels} labels, of which it has {Bought}")]
    public static partial void RunExtended(ILogger logger, string runId, int labels, int bought);

    [LoggerMessage(EventId = 11, Level = LogLevel.Information, Message = "Run {RunId} is deleted")]
    public static partial void RunDeleted(ILogger logger, string runId);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Run {RunId} ({Name}) is complete: accuracy {Accuracy:P2} after {Seconds:F0} s")]
    public static partial void RunCompleted(ILogger logger, string runId, string name, double accuracy, double seconds);

    [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "Run {RunId} ({Name}) is complete after {Seconds:F0} s, without a grade: {Reason}")]
    public static partial void RunCompletedUngraded(ILogger logger, string runId, string name, string reason, double seconds);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Run {RunId} was stopped with {Labels} labels")]
    public static partial void RunStopped(ILogger logger, string runId, int labels);

    [LoggerMessage(EventId = 6, Level = LogLevel.Error, Message = "Run {RunId} is damaged and stays as it is: {Problem}")]
    public static partial void RunDamaged(ILogger logger, string runId, string problem);

    [LoggerMessage(EventId = 9, Level = LogLevel.Warning, Message = "Run {RunId} goes on in another activation: {Detail}")]
    public static partial void RunSuperseded(ILogger logger, string runId, string detail);

    /// <summary>How a run ended, as its journal says it. A failure is logged with its cause where it happens.</summary>
    public static void RunEnded(ILogger logger, JournalEntry end, RunRecord run)
    {
        var (id, history) = (run.Definition.RunId, run.History);
        if (end is RunStopped)
            RunStopped(logger, id, history.Bought);
        else if (end is RunCompleted && history.FinalGrading is { } graded)
            RunCompleted(logger, id, RunOptionsBinder.Name(run.Options), graded.Accuracy, history.Seconds);
        else if (end is RunCompleted)
            RunCompletedUngraded(logger, id, RunOptionsBinder.Name(run.Options), history.NotGraded, history.Seconds);
    }
}
