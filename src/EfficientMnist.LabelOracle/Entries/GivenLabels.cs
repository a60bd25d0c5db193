using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Storage;
using GivenLabel = EfficientMnist.Datasets.GivenLabel;

namespace EfficientMnist.LabelOracle.Entries;

/// <summary>Labels that a run has from the start: rows of its ledger that cost nothing.</summary>
internal static class GivenLabels
{
    public const string Strategy = "given";

    /// <summary>The given labels of a data set as places in the list of a run's classes.</summary>
    /// <exception cref="RefusalException">The run's classes lack one that a given label has.</exception>
    public static IReadOnlyList<GivenLabel> For(DatasetLabels labels, IReadOnlyList<string> classNames)
    {
        if (classNames.SequenceEqual(labels.ClassNames))
            return labels.Given;
        var places = classNames.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
        return [.. labels.Given.Select(given => places.TryGetValue(labels.ClassNames[given.Label], out var place)
            ? given with { Label = place }
            : throw Refusal.Invalid($"The classes {string.Join(", ", classNames)} lack '{labels.ClassNames[given.Label]}', which given labels of {labels.Dataset} have. Name it too, or import the images with labels=none."))];
    }

    /// <summary>Writes them into the ledger of a run that was just opened.</summary>
    public static async Task RecordAsync(LedgerSession session, RunId run, IReadOnlyList<GivenLabel> given, DateTimeOffset time, CancellationToken cancellationToken)
    {
        foreach (var (sample, label, forValidation) in given)
        {
            var row = new LedgerRow
            {
                Run = run,
                Request = new RequestId($"{run}/{Strategy}"),
                Sample = sample,
                Label = label,
                Purpose = forValidation ? QueryPurpose.Validate : QueryPurpose.Seed,
                Strategy = Strategy,
                Score = 0,
                Rank = 0,
                Round = 0,
                Charged = false,
                Paid = 0,
                Time = time,
                Action = LedgerAction.Given,
            };
            await LedgerTable.AppendAsync(session, row, cancellationToken);
        }
    }
}
