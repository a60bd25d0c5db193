using System.Globalization;
using System.Text;
using EfficientMnist.Datasets;
using Spectre.Console;

namespace EfficientMnist.Cli.Labelling;

/// <summary>An image in characters: two rows of pixels to a line where there are colours, else shades of grey.</summary>
internal static class ImageText
{
    private const int MaxSide = 64;
    private const string Shades = " ░▒▓█";

    public static string Of(ImageShape shape, byte[] pixels, bool colours)
    {
        var step = Math.Max(1, (Math.Max(shape.Height, shape.Width) + MaxSide - 1) / MaxSide);
        var picture = new Picture(shape, pixels, step);
        var text = new StringBuilder();
        for (var row = 0; row < picture.Rows; row += 2)
        {
            for (var column = 0; column < picture.Columns; column++)
                text.Append(colours ? HalfBlock(picture, row, column) : Shade(picture, row, column));
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string HalfBlock(Picture picture, int row, int column)
    {
        var (upper, lower) = (picture.At(row, column), row + 1 < picture.Rows ? picture.At(row + 1, column) : default);
        return string.Create(CultureInfo.InvariantCulture, $"[rgb({upper.R},{upper.G},{upper.B}) on rgb({lower.R},{lower.G},{lower.B})]▀[/]");
    }

    private static char Shade(Picture picture, int row, int column)
    {
        var (upper, lower) = (picture.At(row, column), picture.At(Math.Min(row + 1, picture.Rows - 1), column));
        var light = (upper.R + upper.G + upper.B + lower.R + lower.G + lower.B) / 6;
        return Shades[light * Shades.Length / 256];
    }

    // The image with step × step pixels made one.
    private sealed class Picture(ImageShape shape, byte[] pixels, int step)
    {
        public int Rows { get; } = shape.Height / step;

        public int Columns { get; } = shape.Width / step;

        public Color At(int row, int column) =>
            shape.Channels == 1
                ? new Color(Mean(0, row, column), Mean(0, row, column), Mean(0, row, column))
                : new Color(Mean(0, row, column), Mean(1, row, column), Mean(2, row, column));

        private byte Mean(int channel, int row, int column)
        {
            var sum = 0;
            for (var y = row * step; y < (row + 1) * step; y++)
            {
                for (var x = column * step; x < (column + 1) * step; x++)
                    sum += pixels[(channel * shape.Height + y) * shape.Width + x];
            }
            return (byte)(sum / (step * step));
        }
    }
}
