using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Students;

/// <summary>A student's features as a further view beside those that a classifier had.</summary>
/// <param name="pool">What the student makes of the pool, whose statistics scale the view.</param>
internal sealed class StudentView(StudentOutput pool)
{
    private readonly ViewScaling _scaling = ViewScaling.Of(pool.Features);

    /// <summary>Any images in the joint space.</summary>
    /// <param name="joint">All views but the student's, one row per image.</param>
    /// <param name="output">What the student makes of the same images.</param>
    public FeatureMatrix Join(FeatureMatrix joint, StudentOutput output) => FeatureMatrix.Concat(joint, _scaling.Apply(output.Features));
}
