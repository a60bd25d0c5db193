using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.EncoderTrainer.Encoding;
using EfficientMnist.EncoderTrainer.Images;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Evaluation;

namespace EfficientMnist.EncoderTrainer.Pictures;

/// <summary>Pictures of what encoders have learned.</summary>
internal sealed class EncoderPictures(TrainingCatalogue catalogue, EncoderPool encoders, ImageSource source)
{
    private const int MostImages = 1_000;
    private const int MostWays = 100;
    private const int MostSteps = 100;
    private const int UsualImages = 16;

    // A few images cannot tell a position that is dead from one that hardly varies.
    private const int ImagesToJudge = 512;
    private const int UsualSamples = 64;
    private const int UsualSteps = 10;
    private const int UsualColumns = 8;

    /// <exception cref="RefusalException">A number is out of its range; the message says which. The encoder cannot draw.</exception>
    public async Task<ReconstructResponse> ReconstructAsync(ReconstructRequest request, CancellationToken cancellationToken)
    {
        var encoder = catalogue.Encoder(request.EncoderId);
        var count = Within("count", request.Count, UsualImages, MostImages);
        var columns = Within("columns", request.Columns, UsualColumns, MostImages);
        var chosen = await ChosenImages.ReadAsync(source, encoder, request.Dataset, request.Split, request.Ids?.Ids, count, request.Seed, MostImages, cancellationToken);
        var judged = chosen.Ids.Count >= ImagesToJudge
            ? chosen
            : await ChosenImages.ReadAsync(source, encoder, request.Dataset, chosen.Split, null, ImagesToJudge, request.Seed, MostImages, cancellationToken);
        var (drawn, stuck) = await encoders.UseAsync(
            encoder,
            loaded =>
            {
                ImageSet Redraw(ImageSet images) => Drawing(loaded).Decode(loaded.Encode(images, cancellationToken), cancellationToken);
                return (Redraw(chosen.Images), ReconstructionQuality.CountStuck(judged.Images, Redraw(judged.Images)));
            },
            cancellationToken);
        var quality = ReconstructionQuality.Of(chosen.Images, drawn);
        return new ReconstructResponse
        {
            Picture = PictureSheet.Of(PictureSheet.Pairs(chosen.Images, drawn), columns, request.Scale),
            SampleIds = { chosen.Ids },
            Split = chosen.Split,
            MeanSquaredError = quality.SquaredError,
            Psnr = quality.Psnr,
            StructuralSimilarity = quality.Ssim,
            StuckPixels = stuck,
        };
    }

    /// <exception cref="RefusalException">A number is out of its range; the message says which. The encoder is not variational.</exception>
    public async Task<DrawSamplesResponse> DrawSamplesAsync(DrawSamplesRequest request, CancellationToken cancellationToken)
    {
        var encoder = catalogue.Encoder(request.EncoderId);
        var count = Within("count", request.Count, UsualSamples, MostImages);
        var columns = Within("columns", request.Columns, UsualColumns, MostImages);
        var drawn = await encoders.UseAsync(encoder, loaded => loaded.Decode(loaded.Prior(count, request.Seed), cancellationToken), cancellationToken);
        return new DrawSamplesResponse { Picture = PictureSheet.Of(drawn, columns, request.Scale) };
    }

    /// <exception cref="RefusalException">A number is out of its range; the message says which. The encoder cannot draw.</exception>
    public async Task<InterpolateResponse> InterpolateAsync(InterpolateRequest request, CancellationToken cancellationToken)
    {
        var encoder = catalogue.Encoder(request.EncoderId);
        var ways = Within("count", request.Count, 1, MostWays);
        var steps = Within("steps", request.Steps, UsualSteps, MostSteps);
        if (steps < 2)
            throw Refusal.Invalid($"steps is {steps}; a way has 2 images at least, those of its ends.");
        if (request.Ids is { Ids: var ids } && ids.Count % 2 == 1)
            throw Refusal.Invalid($"There are {ids.Count} ids; each way has two, one for either end.");
        var chosen = await ChosenImages.ReadAsync(source, encoder, request.Dataset, request.Split, request.Ids?.Ids, 2 * ways, request.Seed, 2 * MostWays, cancellationToken);
        var drawn = await encoders.UseAsync(
            encoder, loaded => loaded.Decode(LatentWays.Between(Drawing(loaded).Encode(chosen.Images, cancellationToken), steps), cancellationToken), cancellationToken);
        var tiles = request.WithOriginals ? LatentWays.BetweenOriginals(chosen.Images, drawn, steps) : drawn;
        return new InterpolateResponse
        {
            Picture = PictureSheet.Of(tiles, request.WithOriginals ? steps + 2 : steps, request.Scale),
            SampleIds = { chosen.Ids },
            Split = chosen.Split,
        };
    }

    // Said before anything is computed.
    private static TrainedEncoder Drawing(TrainedEncoder encoder) => encoder.CanDecode
        ? encoder
        : throw Refusal.Conflict($"An encoder of kind {encoder.Recipe.Kind} cannot draw images from latents.");

    private static int Within(string name, int value, int usual, int most) => value switch
    {
        0 => usual,
        _ when value > 0 && value <= most => value,
        _ => throw Refusal.Invalid($"{name} is {value}; it must be 1 to {most}, or 0 for {usual}."),
    };
}
