using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Projection;

/// <summary>Features less their mean.</summary>
internal static class Centring
{
    public static FeatureMatrix Of(FeatureMatrix features)
    {
        var mean = new double[features.Columns];
        for (var row = 0; row < features.Rows; row++)
        {
            var values = features.Row(row);
            for (var column = 0; column < mean.Length; column++)
                mean[column] += values[column];
        }
        var centred = new FeatureMatrix(features.Rows, features.Columns);
        for (var row = 0; row < features.Rows; row++)
        {
            var from = features.Row(row);
            var to = centred.MutableRow(row);
            for (var column = 0; column < to.Length; column++)
                to[column] = (float)(from[column] - mean[column] / features.Rows);
        }
        return centred;
    }
}
