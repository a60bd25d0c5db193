using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Pictures;

/// <summary>What was typed beside the name of a picture; 0 leaves a number to the trainer.</summary>
internal sealed record PictureSettings
{
    private const int UsualScale = 3;

    public static IReadOnlyList<string> Names { get; } = ["--out", "--ids", "--count", "--steps", "--seed", "--split", "--dataset", "--columns", "--scale"];

    public required string Path { get; init; }

    /// <summary>Null for images drawn by the seed.</summary>
    public SampleIds? Ids { get; init; }

    public int Count { get; init; }

    public int Steps { get; init; }

    public int Seed { get; init; }

    public int Columns { get; init; }

    public int Scale { get; init; } = UsualScale;

    public Split Split { get; init; }

    public string Dataset { get; init; } = "";

    /// <exception cref="UsageException">Something is missing or is no number; says what is expected.</exception>
    public static PictureSettings Read(CommandLine line, string ending)
    {
        var path = line.Value("--out") ?? throw new UsageException($"--out names the file to write, such as picture{ending}.");
        if (System.IO.Path.GetExtension(path) != ending)
            throw new UsageException($"{path} does not end in {ending}, which this picture is.");
        return new PictureSettings
        {
            Path = path,
            Ids = line.Value("--ids") is { } ids ? new SampleIds { Ids = { ids.Split(',').Select(id => Number("--ids", id)) } } : null,
            Count = Number("--count", line.Value("--count") ?? "0"),
            Steps = Number("--steps", line.Value("--steps") ?? "0"),
            Seed = Number("--seed", line.Value("--seed") ?? "0"),
            Columns = Number("--columns", line.Value("--columns") ?? "0"),
            Scale = line.Value("--scale") is { } scale ? Number("--scale", scale) : UsualScale,
            Dataset = line.Value("--dataset") ?? "",
            Split = line.Value("--split") switch
            {
                null => Split.Unspecified,
                "test" => Split.Test,
                "train" => Split.Train,
                var other => throw new UsageException($"--split is test or train, not '{other}'."),
            },
        };
    }

    private static int Number(string name, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new UsageException($"{name}: '{text}' is no whole number.");
}
