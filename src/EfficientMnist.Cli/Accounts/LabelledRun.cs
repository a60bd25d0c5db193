using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Accounts;

/// <summary>A run as the label oracle knows it, with its options where the classifier knows it, too.</summary>
internal sealed class LabelledRun(string id, GetBudgetResponse account, IReadOnlyDictionary<string, string> options)
{
    public string Id => id;

    public string Dataset => account.Dataset;

    /// <summary>The options of the run; none where the classifier does not know it.</summary>
    public IReadOnlyDictionary<string, string> Options => options;

    public IReadOnlyList<string> ClassNames => account.ClassNames;

    /// <summary>What it pays for labels; null where they have no prices.</summary>
    public Money? Money => account.Budget?.Money;

    public ClassKeys Keys { get; } = new(account.ClassNames);

    public LedgerFile Ledger { get; } = new(id, options, account.ClassNames);

    public static async Task<LabelledRun> FindAsync(SystemConnection system, string id, CancellationToken cancellationToken)
    {
        var account = await OrNullAsync(system.Oracle.GetBudgetAsync(new GetBudgetRequest { RunId = id }, cancellationToken: cancellationToken));
        var run = (await OrNullAsync(system.Classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)))?.Run;
        return (account, run) switch
        {
            // Opened by another client of the oracle than the classifier.
            (not null, null) => new LabelledRun(id, account, new Dictionary<string, string>()),
            (not null, _) => new LabelledRun(id, account, run.Options),
            (null, not null) => throw new SystemFailedException(
                $"The run {id} is {run.State.ToString().ToLowerInvariant()} and has no labels yet: it has not come to ask for any{(run.Error.Length > 0 ? $" ({run.Error})" : "")}. Follow it with: eml watch {id}"),
            _ => throw new UsageException($"There is no run '{id}'. eml runs lists those that there are."),
        };
    }

    private static async Task<T?> OrNullAsync<T>(AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Empty for no label.</summary>
    public string ClassName(int label) => label < 0 ? "" : label < ClassNames.Count ? ClassNames[label] : label.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a row says of its image.</summary>
    public string Said(LedgerEntry entry) => entry switch
    {
        { Label: >= 0 } => ClassName(entry.Label),
        { Reject: not RejectReason.Unspecified } => RejectNames.Phrase(entry.Reject),
        _ => entry.Action.ToString().ToLowerInvariant(),
    };

    /// <summary>The reason to reject an image that is meant; null where it is a class that is, which comes first.</summary>
    public RejectReason? Reject(string text) => ClassNames.Contains(text, StringComparer.OrdinalIgnoreCase) ? null : RejectNames.Find(text);

    /// <exception cref="UsageException">It is no class.</exception>
    public int Label(string text) => Keys.Find(text) ?? throw new UsageException($"'{text}' is no class of {id}. Its classes are {Keys.Legend}; name one by its key, its name or the beginning of it, or reject the image by none or unusable.");
}
