using EfficientMnist.Core.Refusals;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.ServiceDefaults.Errors;
using EfficientMnist.Silo;
using Polly;
using Polly.Retry;
using Polly.Telemetry;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>
/// Steps of a training that wait until their disk takes what they write: one that is full or read-only is mended by people, in
/// their own time. A training goes on from its last checkpoint then.
/// </summary>
internal sealed class DiskPatience
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private readonly TrainingCatalogue _catalogue;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;

    public DiskPatience(TrainingCatalogue catalogue, TimeProvider time, ILogger<DiskPatience> logger)
    {
        (_catalogue, _logger) = (catalogue, logger);
        _pipeline = new ResiliencePipelineBuilder { Name = "disk", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } error && CauseOf(error) is not null),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                UseJitter = true,
            })
            // Metrics alone: Polly's log would warn at each repetition.
            .ConfigureTelemetry(new TelemetryOptions())
            .Build();
    }

    /// <summary>Makes a step, again and again until the disk takes it. Those who watch the training are told what it waits for.</summary>
    /// <param name="training">The training's id.</param>
    /// <param name="step">Makes one attempt.</param>
    /// <param name="cancellationToken">Ends the waiting; a step is attempted once in any case.</param>
    public async Task<T> WriteAsync<T>(string training, Func<Task<T>> step, CancellationToken cancellationToken)
    {
        // The pipeline attempts nothing any more then, and a training that was stopped has that to write.
        if (cancellationToken.IsCancellationRequested)
            return await step();
        var waits = false;
        try
        {
            return await _pipeline.ExecuteAsync(async _ => await AttemptAsync(), cancellationToken);
        }
        finally
        {
            if (waits)
                _catalogue.ShowDisk(training, "");
        }

        async Task<T> AttemptAsync()
        {
            try
            {
                return await step();
            }
            catch (Exception error) when (CauseOf(error) is { } cause)
            {
                if (!waits)
                    Log.DiskRefuses(_logger, training, cause, error);
                waits = true;
                _catalogue.ShowDisk(training, cause);
                throw;
            }
        }
    }

    // A folder in a file's place, and a file that must not be written, are no access.
    private static string? CauseOf(Exception error) => error switch
    {
        // In a cluster the record is in a database, and decided about by a worker that may be gone for some seconds.
        DatabaseAwayException away => away.Message,
        RefusalException { Kind: RefusalKind.Unavailable } away => away.Message,
        IOException ofTheDisk => DiskTroubles.CauseOf(ofTheDisk),
        UnauthorizedAccessException => $"{error.Message.TrimEnd('.')}. Make it writable.",
        _ => null,
    };
}
