namespace EfficientMnist.Learning.Augmentation;

/// <summary>How far an augmented view may differ from its image. All values are multiplied by <see cref="Strength"/>.</summary>
public sealed record ViewAugmentationOptions
{
    /// <summary>0 leaves images as they are.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>Chance of a horizontal flip.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>Largest rotation either way, in degrees.</summary>
    public double Rotation { get; init; } = 20;

    /// <summary>Largest change of size either way, as a share, in each direction on its own.</summary>
    public double Scale { get; init; } = 0.2;

    /// <summary>Largest shear.</summary>
    public double Shear { get; init; } = 0.2;

    /// <summary>Largest shift either way, as a share of the side.</summary>
    public double Shift { get; init; } = 0.12;

    /// <summary>Pixels are raised to a power of up to e to this, or its inverse.</summary>
    public double Gamma { get; init; } = 0.6;

    /// <summary>Largest change of brightness either way, as a share.</summary>
    public double Brightness { get; init; } = 0.4;

    /// <summary>Chance of a blur.</summary>
    public double Blur { get; init; } = 0.3;

    /// <summary>Sides of the square that is blackened, as shares of the image's: smallest.</summary>
    public double SmallestCut { get; init; } = 6.0 / 28;

    /// <summary>Sides of the square that is blackened, as shares of the image's: largest.</summary>
    public double LargestCut { get; init; } = 14.0 / 28;
}
