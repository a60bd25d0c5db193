using EfficientMnist.Classifier.Journal;

namespace EfficientMnist.Classifier.Steps;

/// <summary>Executes a run and says how that ended. What is trained for a run that ends before its time ends with it.</summary>
internal sealed class RunExecution(ActiveLearningRun learning, TrainingFollower trainings, IHostApplicationLifetime lifetime, ILogger<RunExecution> logger)
{
    /// <summary>Executes the run to its end, or until it is cancelled or fails.</summary>
    /// <returns>What the journal is to say of its end; null for nothing, because another activation goes on with it.</returns>
    public async Task<JournalEntry?> ExecuteAsync(RunWork run, CancellationToken cancellationToken)
    {
        try
        {
            using (run)
                await learning.ExecuteAsync(run, cancellationToken);
            return new RunCompleted();
        }
        catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Whatever broke off while everything ends is tried again at the next start.
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await trainings.ReleaseAsync(run.Id);
            return new RunStopped();
        }
        catch (SupersededException superseded)
        {
            // Its trainings are those of the activation that goes on.
            Log.RunSuperseded(logger, run.Id.Value, superseded.Message);
            return null;
        }
        catch (Exception error)
        {
            Log.RunFailed(logger, run.Id.Value, error);
            await trainings.ReleaseAsync(run.Id);
            return new RunFailed(error.Message);
        }
    }
}
