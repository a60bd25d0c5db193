namespace EfficientMnist.Datasets;

/// <summary>Position of an image in its split, counted from 0 in file order. The same number names the image in every service.</summary>
public readonly record struct SampleId(int Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
