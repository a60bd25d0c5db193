using EfficientMnist.Core.Runs;

namespace EfficientMnist.Classifier.Journal;

/// <summary>All runs, each with what it is and its journal: in a folder that one process owns, or in the database that the workers of a cluster share.</summary>
internal interface IRunStore : IDisposable
{
    /// <summary>Whether other processes begin and execute runs of it as well.</summary>
    bool IsShared { get; }

    /// <summary>Writes the options of a new run; it is there whole or not at all.</summary>
    /// <exception cref="IOException">The disk is full or fails, or the database is away; there is no such run.</exception>
    void Create(RunDefinition definition);

    /// <summary>Removes a run; it is gone whole or not at all.</summary>
    /// <exception cref="IOException">The disk fails, or the database is away; the run is as it was.</exception>
    void Delete(string runId);

    /// <summary>The names of all runs, damaged ones included, in their order, which is that of their times.</summary>
    IReadOnlyList<string> Ids();

    /// <summary>The run of this id; null where there is none.</summary>
    /// <exception cref="InvalidDataException">What is there describes no run; the message names it and the remedy.</exception>
    RunDefinition? Find(string runId);

    /// <summary>A run that cannot be read.</summary>
    /// <param name="runId">Its name.</param>
    /// <param name="problem">What is wrong and how to mend it.</param>
    DamagedRun Damaged(string runId, string problem);

    /// <summary>Says that the options of a run are none that a run takes, where they are, and how to mend them.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="refusal">What is wrong with them.</param>
    string DescribeWrongOptions(string runId, string refusal);

    /// <summary>The journal of a run, one object for all in this process that use it.</summary>
    IRunJournal Journal(string runId);

    /// <summary>A file of this name on this machine, for what follows from the journal of a run.</summary>
    string FileOf(RunId run, string name);
}
