using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using Google.Protobuf;

namespace EfficientMnist.Classifier.Runs;

/// <summary>A run at one moment. Nothing in it changes.</summary>
/// <param name="Id">The run.</param>
/// <param name="Options">Its options.</param>
/// <param name="Past">What it has done, which need not be at hand.</param>
/// <param name="Message">What callers are told of it.</param>
[Immutable]
internal sealed record RunSnapshot(RunId Id, RunOptions Options, Lazy<RunHistory> Past, Run Message)
{
    /// <summary>What it has done.</summary>
    public RunHistory History => Past.Value;

    public RunState State => Message.State;

    public static RunSnapshot Of(RunId id, RunOptions options, RunHistory history, Run message) => new(id, options, new Lazy<RunHistory>(history), message);
}

/// <summary>A run at one moment as one worker tells it to another: what it has done is in the journal, which both can read.</summary>
[GenerateSerializer]
internal struct RunSnapshotSurrogate
{
    [Id(0)]
    public byte[] Message;

    [Id(1)]
    public int Entries;
}

[RegisterConverter]
internal sealed class RunSnapshotConverter(IRunStore store) : IConverter<RunSnapshot, RunSnapshotSurrogate>
{
    public RunSnapshot ConvertFromSurrogate(in RunSnapshotSurrogate surrogate)
    {
        var message = Run.Parser.ParseFrom(surrogate.Message);
        var entries = surrogate.Entries;
        return new RunSnapshot(new RunId(message.RunId), RunOptionsBinder.Bind(message.Options), new Lazy<RunHistory>(() => store.Journal(message.RunId).Replay(entries)), message);
    }

    public RunSnapshotSurrogate ConvertToSurrogate(in RunSnapshot value) => new() { Message = value.Message.ToByteArray(), Entries = value.History.Entries };
}
