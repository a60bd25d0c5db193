using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Import;

namespace EfficientMnist.DatasetStore.Catalog;

/// <summary>Between the contract's messages and the data sets.</summary>
internal static class DatasetMessages
{
    public static Dataset Describe(DatasetInfo info) => new()
    {
        Name = info.Name,
        Channels = info.Shape.Channels,
        Height = info.Shape.Height,
        Width = info.Shape.Width,
        ClassNames = { info.ClassNames },
        VersionOf = info.VersionOf,
        Source = info.Location.Length == 0 ? info.Source : $"{info.Source} ({info.Location})",
        Synthetic = info.Synthetic,
        HasLabels = info.HasLabels,
        HasTestLabels = info.HasTestLabels,
        Imported = info.Import is not null,
        Fit = info.Import?.Fit switch { null => ImageFit.Unspecified, ImportFit.Stretch => ImageFit.Stretch, _ => ImageFit.Pad },
        Background = info.Import?.Background ?? 0,
        Bits = info.Import?.Bits ?? 0,
        Given = info.Given,
        Validation = info.Validation,
    };

    public static Split ToMessage(DatasetSplit split) => split switch
    {
        DatasetSplit.Train => Split.Train,
        DatasetSplit.Test => Split.Test,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "There is no such split."),
    };

    public static DatasetSplit FromMessage(Split split) => split switch
    {
        Split.Train => DatasetSplit.Train,
        Split.Test => DatasetSplit.Test,
        _ => throw Refusal.Invalid($"The split is {split}; it must be SPLIT_TRAIN or SPLIT_TEST."),
    };
}
