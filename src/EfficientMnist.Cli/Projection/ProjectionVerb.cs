using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Spectre.Console;

namespace EfficientMnist.Cli.Projection;

/// <summary>Draws the latent space of a run's pool as a picture or as a table.</summary>
internal sealed class ProjectionVerb : IVerb
{
    private const string Method = "--method";
    private const string Out = "--out";
    private const string Colour = "--colour";
    private const string Seed = "--seed";
    private const string Json = "--json";

    public string Name => "projection";

    public string Usage => "<run> [--method umap|tsne|pca] [--colour prediction|label|uncertainty|round] [--seed n] --out file.svg|csv [--json]";

    public string Summary => "draws the latent space of a run's pool, or writes its points";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, [Json], [Method, Out, Colour, Seed]).WithoutOptions();
        var request = new GetProjectionRequest { RunId = line.Words("run")[0], Method = MethodOf(line.Value(Method) ?? "umap"), Seed = SeedOf(line.Value(Seed) ?? "0") };
        var path = line.Value(Out) ?? throw new UsageException($"{Out} names the file to write: .svg for a picture, .csv for the points.");
        var colouring = Colouring.Parse(line.Value(Colour) ?? Colouring.Prediction);
        var isSvg = Path.GetExtension(path) switch
        {
            ".svg" => true,
            ".csv" => false,
            _ => throw new UsageException($"{path} ends in neither .svg nor .csv."),
        };

        using var system = SystemConnection.Open(screen);
        var (info, points) = await DrawAsync(system, request, screen, cancellationToken);
        var pool = await PoolAsync(system, request.RunId, cancellationToken);
        await File.WriteAllTextAsync(path, isSvg ? ProjectionPlot.Draw(info, points, pool, colouring) : ProjectionCsv.Write(points, pool), cancellationToken);
        if (line.Has(Json))
            screen.Output.WriteLine(ProjectionCsv.Json(info, path).ToJsonString());
        else
            screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {info.Count:N0} images of {info.Dataset}, drawn in {info.Seconds:F1} s with encoder {info.EncoderId[..Math.Min(12, info.EncoderId.Length)]}."));
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

    private static ProjectionMethod MethodOf(string name) => name switch
    {
        "umap" => ProjectionMethod.Umap,
        "tsne" => ProjectionMethod.Tsne,
        "pca" => ProjectionMethod.Pca,
        _ => throw new UsageException($"{Method} is umap, tsne or pca, not '{name}'."),
    };

    private static int SeedOf(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : throw new UsageException($"{Seed} is a number, not '{text}'.");
}
