using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Pictures;

/// <summary>The options of eml picture; the trainer chooses a number that is 0.</summary>
internal sealed record PictureSettings
{
    private const int MostImages = 10_000;
    private const int MostScale = 64;

    public string Path { get; init; } = "";

    /// <summary>None for images drawn by the seed.</summary>
    public IReadOnlyList<int> Ids { get; init; } = [];

    public int Count { get; init; }

    public int Steps { get; init; }

    public int Seed { get; init; }

    public int Columns { get; init; }

    public int Scale { get; init; } = 3;

    public Split Split { get; init; }

    public string Dataset { get; init; } = "";

    public static OptionTable<PictureSettings> Table { get; } = new OptionTable<PictureSettings>("eml picture", new())
        .Text("--out", o => o.Path, "a file", "The file to write, required: .png for what an encoder draws, .svg for curves and confusion.")
        .Value("--ids", o => o.Ids, TryList, ids => string.Join(',', ids), "whole numbers with commas between them, such as 3,7", "The images, by their numbers; drawn by the seed where they are not given.")
        .Whole("--count", o => o.Count, 0, MostImages, "How many images there are; 0 leaves it to the trainer.")
        .Whole("--steps", o => o.Steps, 0, MostImages, "How many images an interpolation has from one to the other; 0 leaves it to the trainer.")
        .Whole("--seed", o => o.Seed, 0, int.MaxValue, "Seed of what is drawn at random.")
        .Choice("--split", o => o.Split, [("test", Split.Test), ("train", Split.Train)], "Which images are drawn from; the trainer's choice where it is not given.")
        .Text("--dataset", o => o.Dataset, "a data set", "The data set of the images; the encoder's own where it is not given.")
        .Whole("--columns", o => o.Columns, 0, MostImages, "How many images stand side by side; 0 leaves it to the trainer.")
        .Whole("--scale", o => o.Scale, 1, MostScale, "How many pixels of the picture a pixel of an image is wide.");

    /// <summary>The images as the trainer is asked for them; null for images drawn by the seed.</summary>
    public SampleIds? SampleIds => Ids.Count > 0 ? new SampleIds { Ids = { Ids } } : null;

    private static bool TryList(string text, out IReadOnlyList<int> ids)
    {
        var parts = text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1).ToList();
        ids = parts;
        return !parts.Contains(-1);
    }
}
