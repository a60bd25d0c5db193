using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Catalog;
using EfficientMnist.Cli.Connections;

namespace EfficientMnist.Cli.Pictures;

/// <summary>Pictures of encoders, trainings and runs as files.</summary>
internal sealed class PictureVerb() : Verb<PictureSettings>(
    "picture",
    "draws what an encoder makes of images (PNG), how it was trained or what a run confuses (SVG)",
    PictureSettings.Table,
    [new("picture", $"What is drawn: {string.Join(", ", Pictures)}."), new("run|encoder|training", "Of which: an id, or its beginning.")])
{
    private const string Reconstructions = "reconstructions";
    private const string Samples = "samples";
    private const string Interpolation = "interpolation";
    private const string Curves = "curves";
    private const string Confusion = "confusion";

    private static readonly string[] Pictures = [Reconstructions, Samples, Interpolation, Curves, Confusion];

    protected override async Task<int> ExecuteAsync(VerbLine<PictureSettings> line, Screen screen, CancellationToken cancellationToken)
    {
        var (what, subject, settings) = (line.Words[0], line.Words[1], line.Options);
        var ending = what switch
        {
            Reconstructions or Samples or Interpolation => ".png",
            Curves or Confusion => ".svg",
            _ => throw new UsageException($"There is no picture '{what}'. There are {string.Join(", ", Pictures)}; eml projection draws the latent space."),
        };
        if (Path.GetExtension(settings.Path) != ending)
            throw new UsageException($"--out names the file to write, such as picture{ending}: '{settings.Path}' does not end in {ending}, which this picture is.");
        using var system = SystemConnection.Open(screen);
        var subjects = new Subjects(system);
        if (what is Reconstructions or Samples or Interpolation)
        {
            var sheets = new EncoderSheets(system.Trainer, await subjects.EncoderAsync(subject, cancellationToken), settings);
            var (png, caption) = await (what switch
            {
                Reconstructions => sheets.ReconstructionsAsync(cancellationToken),
                Samples => sheets.SamplesAsync(cancellationToken),
                _ => sheets.InterpolationAsync(cancellationToken),
            });
            await File.WriteAllBytesAsync(settings.Path, png, cancellationToken);
            screen.Output.WriteLine($"{settings.Path}: {caption}");
            return 0;
        }

        var (svg, title) = what == Curves
            ? CurvesPlot.Draw(await subjects.TrainingAsync(subject, cancellationToken))
            : ConfusionPlot.Draw(await subjects.GradedRunAsync(subject, cancellationToken), await subjects.ClassNamesAsync(subject, cancellationToken));
        await File.WriteAllTextAsync(settings.Path, svg, cancellationToken);
        screen.Output.WriteLine($"{settings.Path}: {title}");
        return 0;
    }
}
