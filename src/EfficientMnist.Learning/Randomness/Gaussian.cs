namespace EfficientMnist.Learning.Randomness;

/// <summary>Normally distributed numbers by the method of Box and Muller, 1958: the same on every device and version of the tensor library.</summary>
internal static class Gaussian
{
    /// <summary>Numbers of mean 0.</summary>
    public static float[] Draw(Random random, long count, double deviation = 1)
    {
        var values = new float[count];
        for (var i = 0L; i < values.LongLength; i += 2)
        {
            var length = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(length * cos);
            if (i + 1 < values.LongLength)
                values[i + 1] = (float)(length * sin);
        }
        return values;
    }
}
