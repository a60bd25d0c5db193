using EfficientMnist.ServiceDefaults.Errors;
using Polly;
using Polly.Retry;

namespace EfficientMnist.ServiceDefaults.Hosting;

/// <summary>A folder that one process at a time may work on, told by a file that it keeps open.</summary>
public static class FolderOwnership
{
    private const string LockFile = ".lock";

    /// <summary>Takes the folder, until the file is closed. A predecessor that is just ending is waited for, about ten seconds.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="service">The service, for the message.</param>
    /// <param name="time">The clock of the waiting.</param>
    /// <exception cref="InvalidOperationException">Another process works on the folder, or it cannot be written.</exception>
    public static FileStream Take(string folder, string service, TimeProvider time)
    {
        var path = Path.Combine(folder, LockFile);
        var patience = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<IOException>(error => DiskTroubles.CauseOf(error) is null),
                MaxRetryAttempts = 20,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(0.75),
                UseJitter = true,
            })
            .Build();
        try
        {
            return patience.Execute(() => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (DiskTroubles.CauseOf(error) is { } cause)
        {
            throw new InvalidOperationException($"{service} cannot write to its folder. {cause} Or set Storage:Root to another folder.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidOperationException($"{service} cannot write to its folder: {error.Message} Make it this user's, or set Storage:Root to another folder.", error);
        }
        catch (IOException error)
        {
            throw new InvalidOperationException($"Another {service} works on {path}. Stop it, or set Storage:Root to a folder of this one's own.", error);
        }
    }
}
