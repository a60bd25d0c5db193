using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Runs;

/// <summary>A run, by its id. No call waits for its computation.</summary>
internal interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Begins a new run; one of equal options that exists already is left as it is.</summary>
    Task<RunSnapshot> StartAsync(RunDefinition definition);

    /// <summary>The run as it is now. One that was cut short goes on.</summary>
    Task<RunSnapshot> ReadAsync();

    /// <summary>Stops a run that waits, for whatever it is, at once, and one that works after the step at hand; leaves an ended one as it is.</summary>
    Task<RunSnapshot> StopAsync();

    /// <summary>Goes on with a stopped or failed run.</summary>
    Task<RunSnapshot> ResumeAsync();

    /// <summary>Goes on with a completed, ungraded run, to learn from labels that were corrected.</summary>
    Task<RunSnapshot> RelearnAsync();

    /// <summary>Takes a run that does not go on out of the lists, or puts it back.</summary>
    Task<RunSnapshot> ArchiveAsync(bool archived);

    /// <summary>Says this of the run from now on; whatever it does goes on.</summary>
    Task<RunSnapshot> DescribeAsync(RunNotes notes);

    /// <summary>Marks images of the pool, which has so many, as their owner wants; whatever the run does goes on.</summary>
    Task<MarkedImages> MarkAsync(ImageMark mark, IReadOnlyList<int> ids, int pool);

    /// <summary>Removes an archived run.</summary>
    Task DeleteAsync();

    /// <summary>Goes on with a completed run, with a budget of so many labels that may cost so much in all; 0 leaves either as it is.</summary>
    Task<RunSnapshot> ExtendAsync(int labels, long money);
}

/// <summary>What has become of a wish to mark images.</summary>
/// <param name="Run">The run with it.</param>
/// <param name="Marked">Images that were marked otherwise before.</param>
/// <param name="Answered">Images that have a label or were rejected, which no mark changes.</param>
/// <param name="SetAside">Images set aside to validate with, which no mark changes.</param>
[GenerateSerializer]
[Immutable]
internal sealed record MarkedImages(RunSnapshot Run, int Marked, int Answered, int SetAside);

