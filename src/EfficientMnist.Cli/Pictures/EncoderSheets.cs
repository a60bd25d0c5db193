using System.Globalization;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Pictures;

/// <summary>What the trainer draws with an encoder, with a line that says what it shows.</summary>
internal sealed class EncoderSheets(EncoderTrainerService.EncoderTrainerServiceClient trainer, string encoder, PictureSettings settings)
{
    public async Task<(byte[] Png, string Caption)> ReconstructionsAsync(CancellationToken cancellationToken)
    {
        var answer = await trainer.ReconstructAsync(
            new ReconstructRequest
            {
                EncoderId = encoder,
                Dataset = settings.Dataset,
                Split = settings.Split,
                Ids = settings.SampleIds,
                Count = settings.Count,
                Seed = settings.Seed,
                Columns = settings.Columns,
                Scale = settings.Scale,
            },
            cancellationToken: cancellationToken);
        return (answer.Picture.Png.ToByteArray(), string.Create(
            CultureInfo.InvariantCulture,
            $"{answer.SampleIds.Count} images of the {Name(answer.Split)} split above what the encoder draws of them; mean squared error {answer.MeanSquaredError:F4}, PSNR {answer.Psnr:F1} dB, structural similarity {answer.StructuralSimilarity:F3}, {answer.StuckPixels} stuck pixels"));
    }

    public async Task<(byte[] Png, string Caption)> SamplesAsync(CancellationToken cancellationToken)
    {
        var request = new DrawSamplesRequest { EncoderId = encoder, Count = settings.Count, Seed = settings.Seed, Columns = settings.Columns, Scale = settings.Scale };
        var answer = await trainer.DrawSamplesAsync(request, cancellationToken: cancellationToken);
        return (answer.Picture.Png.ToByteArray(), $"drawn of random latents, seed {settings.Seed}");
    }

    public async Task<(byte[] Png, string Caption)> InterpolationAsync(CancellationToken cancellationToken)
    {
        var answer = await trainer.InterpolateAsync(
            new InterpolateRequest
            {
                EncoderId = encoder,
                Dataset = settings.Dataset,
                Split = settings.Split,
                Ids = settings.SampleIds,
                Count = settings.Count,
                Seed = settings.Seed,
                Steps = settings.Steps,
                Scale = settings.Scale,
                WithOriginals = true,
            },
            cancellationToken: cancellationToken);
        var ways = string.Join(", ", answer.SampleIds.Chunk(2).Select(pair => $"{pair[0]} to {pair[1]}"));
        return (answer.Picture.Png.ToByteArray(), $"from image to image of the {Name(answer.Split)} split: {ways}; at the ends the images themselves");
    }

    private static string Name(Split split) => split == Split.Test ? "test" : "training";
}
