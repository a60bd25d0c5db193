using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;
using Grpc.Core;
using Spectre.Console;

namespace EfficientMnist.Cli.Projection;

/// <summary>Draws the latent space of a run's pool as a picture or as a table.</summary>
internal sealed class ProjectionVerb() : Verb<ProjectionOptions>(
    "projection",
    "draws the latent space of a run's pool, or writes its points",
    ProjectionOptions.Table,
    [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<ProjectionOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var options = line.Options;
        var (path, isSvg) = (options.Out, options.IsSvg);
        var request = new GetProjectionRequest { RunId = line.Words[0], Method = options.Method, Seed = options.Seed };
        using var system = SystemConnection.Open(screen);
        var (info, points) = await DrawAsync(system, request, screen, cancellationToken);
        var pool = await PoolAsync(system, request.RunId, cancellationToken);
        await File.WriteAllTextAsync(path, isSvg ? ProjectionPlot.Draw(info, points, pool, new Colouring(options.Colour)) : ProjectionCsv.Write(points, pool), cancellationToken);
        if (line.Options.Json)
            screen.Output.WriteLine(ProjectionCsv.Json(info, path).ToJsonString());
        else
            screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {ProjectionPlot.Images(info)} of {info.Dataset}, drawn in {info.Seconds:F1} s with encoder {info.EncoderId[..Math.Min(12, info.EncoderId.Length)]}."));
        return 0;
    }

    private static async Task<(ProjectionInfo Info, ProjectionPoints Points)> DrawAsync(
        SystemConnection system, GetProjectionRequest request, Screen screen, CancellationToken cancellationToken)
    {
        if (!screen.ErrorIsTerminal)
            return await ReadAsync((_, _) => { });
        return await screen.ErrorConsole().Progress().AutoClear(true).StartAsync(async context =>
        {
            var bar = context.AddTask("latents", maxValue: 1);
            return await ReadAsync((step, done) => bar.Description(Markup.Escape(step)).Value(done));
        });

        async Task<(ProjectionInfo, ProjectionPoints)> ReadAsync(Action<string, double> report)
        {
            using var call = system.Classifier.GetProjection(request, cancellationToken: cancellationToken);
            ProjectionInfo? info = null;
            var points = new ProjectionPoints();
            await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                info = part.Info ?? info;
                if (part.Progress is { } progress)
                    report(progress.Step, progress.Done);
                if (part.Points is { } some)
                    points.MergeFrom(some);
            }
            return (info ?? throw new InvalidDataException("The classifier ended the projection without a picture."), points);
        }
    }

    private static async Task<StreamPoolStateResponse> PoolAsync(SystemConnection system, string run, CancellationToken cancellationToken)
    {
        using var call = system.Classifier.StreamPoolState(new StreamPoolStateRequest { RunId = run }, cancellationToken: cancellationToken);
        var pool = new StreamPoolStateResponse();
        await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
            pool.MergeFrom(part);
        return pool;
    }
}

/// <summary>The options of eml projection.</summary>
internal sealed record ProjectionOptions
{
    private const string Svg = ".svg";
    private const string Csv = ".csv";

    public ProjectionMethod Method { get; init; } = ProjectionMethod.Umap;

    public string Colour { get; init; } = Colouring.Prediction;

    public int Seed { get; init; }

    public string Out { get; init; } = "";

    public bool Json { get; init; }

    public bool IsSvg => Path.GetExtension(Out) == Svg;

    public static OptionTable<ProjectionOptions> Table { get; } = new OptionTable<ProjectionOptions>("eml projection", new())
        .Choice("--method", o => o.Method, [("umap", ProjectionMethod.Umap), ("tsne", ProjectionMethod.Tsne), ("pca", ProjectionMethod.Pca)], "How many dimensions become two.")
        .Choice("--colour", o => o.Colour, Colouring.Names, "What the colours of the picture mean.")
        .Whole("--seed", o => o.Seed, int.MinValue, int.MaxValue, "Seed of the projection.")
        .Text("--out", o => o.Out, "a file", $"The file to write, required: {Svg} for a picture, {Csv} for the points.")
        .Json(o => o.Json)
        .Rule((o, _) => o.Out.Length == 0 ? $"--out names the file to write: {Svg} for a picture, {Csv} for the points." : null)
        .Rule((o, _) => !o.IsSvg && Path.GetExtension(o.Out) != Csv ? $"{o.Out} ends in neither {Svg} nor {Csv}." : null);
}
