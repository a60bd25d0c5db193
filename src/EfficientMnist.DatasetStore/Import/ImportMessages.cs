using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Import;
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
            Background = message.Background is null ? standard.Background : message.Background is >= 0 and <= 255
                ? (byte)message.Background
                : throw Refusal.Invalid($"The background is {message.Background}; it must be 0 (black) to 255 (white)."),
            WithoutLabels = message.WithoutLabels,
        }.Validated();
    }
}
