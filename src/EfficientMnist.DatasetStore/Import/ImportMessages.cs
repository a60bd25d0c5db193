using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Import.Reports;
using ClassMerge = EfficientMnist.Datasets.Import.ClassMerge;
using ImportOptions = EfficientMnist.Datasets.Import.ImportOptions;

namespace EfficientMnist.DatasetStore.Import;

/// <summary>Between the contract's messages and the imports.</summary>
internal static class ImportMessages
{
    /// <exception cref="RefusalException">There are none, or a value is out of its range.</exception>
    public static ImportOptions FromMessage(Contracts.V1.ImportOptions? message)
    {
        if (message is null) throw Refusal.Invalid("The import needs options, with the name of the data set at least.");
        var standard = new ImportOptions();
        return new ImportOptions
        {
            Size = message.Size == 0 ? standard.Size : message.Size,
            Channels = message.Channels == 0 ? null : message.Channels,
            Fit = message.Fit switch
            {
                ImageFit.Unspecified => standard.Fit,
                ImageFit.Pad => ImportFit.Pad,
                ImageFit.Stretch => ImportFit.Stretch,
                _ => throw Refusal.Invalid($"The fit is {message.Fit}; it must be IMAGE_FIT_PAD or IMAGE_FIT_STRETCH."),
            },
            Background = message.Background is null ? null : message.Background is >= 0 and <= 255
                ? (byte)message.Background
                : throw Refusal.Invalid($"The background is {message.Background}; it must be 0 (black) to 255 (white)."),
            WithoutLabels = message.WithoutLabels,
            SkipBad = message.SkipBad,
            Into = Into(message),
            Merge = message.Merge switch
            {
                Contracts.V1.ClassMerge.Unspecified or Contracts.V1.ClassMerge.None => ClassMerge.None,
                Contracts.V1.ClassMerge.Names => ClassMerge.Names,
                Contracts.V1.ClassMerge.Folders => ClassMerge.Folders,
                Contracts.V1.ClassMerge.All => ClassMerge.All,
                _ => throw Refusal.Invalid($"The merge is {message.Merge}; it must be CLASS_MERGE_NONE, _NAMES, _FOLDERS or _ALL."),
            },
        }.Validated();
    }

    // Images that are added are made like those that are there.
    private static string Into(Contracts.V1.ImportOptions message) =>
        message.Into.Length > 0 && (message.Size != 0 || message.Channels != 0 || message.Fit != ImageFit.Unspecified || message.Background is not null)
            ? throw Refusal.Invalid($"The images are added to '{Refusal.Quote(message.Into)}' and made like those there: leave size, channels, fit and background out.")
            : message.Into;

    public static ImportResult ToMessage(ImportSummary summary, Dataset dataset) => new()
    {
        Dataset = dataset,
        IgnoredFiles = summary.Ignored,
        IgnoredExample = summary.Example,
        SkippedFiles = summary.Skipped,
        Notes = { summary.Notes },
        Classes = { summary.Classes.Select(count => new Contracts.V1.ClassCount { Name = count.Name, Pool = count.Pool, Test = count.Test }) },
        Unlabelled = summary.Unlabelled,
        Duplicates = summary.Duplicates,
        NearDuplicates = summary.NearDuplicates,
        Leaked = summary.Leaked,
    };
}
