namespace EfficientMnist.Learning.Augmentation;

/// <summary>Ranges of <see cref="CropAugmentation"/>.</summary>
internal sealed record CropOptions
{
    /// <summary>Least share of the image's area that a crop shows; the largest is all of it.</summary>
    public double SmallestCrop { get; init; } = 0.2;

    /// <summary>A crop's width over its height, or its inverse, at the most.</summary>
    public double Aspect { get; init; } = 4.0 / 3;

    /// <summary>Chance that a view is mirrored.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>Chance that brightness, contrast and saturation are changed.</summary>
    public double JitterChance { get; init; } = 0.8;

    /// <summary>Largest change of each, as a share.</summary>
    public double Jitter { get; init; } = 0.4;

    /// <summary>Chance that colours are dropped.</summary>
    public double Grey { get; init; } = 0.2;
}
