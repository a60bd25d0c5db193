using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Catalog;
using EfficientMnist.Cli.Connections;

namespace EfficientMnist.Cli.Pictures;

/// <summary>Pictures of encoders, trainings and runs as files.</summary>
internal sealed class PictureVerb : IVerb
{
    private const string Reconstructions = "reconstructions";
    private const string Samples = "samples";
    private const string Interpolation = "interpolation";
    private const string Curves = "curves";
    private const string Confusion = "confusion";

    public string Name => "picture";

    public string Usage => "reconstructions|samples|interpolation|curves|confusion <run|encoder|training> --out file.png|svg [--ids 3,7] [--count n] [--steps n] [--seed n] [--split test|train] [--dataset name] [--columns n] [--scale n]";

    public string Summary => "draws what an encoder makes of images (PNG), how it was trained or what a run confuses (SVG)";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, [], PictureSettings.Names).WithoutOptions();
        var words = line.Words("picture", "run|encoder|training");
        var (what, subject) = (words[0], words[1]);
        var settings = PictureSettings.Read(line, what switch
        {
            Reconstructions or Samples or Interpolation => ".png",
            Curves or Confusion => ".svg",
            _ => throw new UsageException($"There is no picture '{what}'. There are {Reconstructions}, {Samples}, {Interpolation}, {Curves} and {Confusion}; eml projection draws the latent space."),
        });
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
