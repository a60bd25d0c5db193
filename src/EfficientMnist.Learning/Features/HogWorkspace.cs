using System.Runtime.CompilerServices;

namespace EfficientMnist.Learning.Features;

/// <summary>One thread's buffers for the features of one image at a time.</summary>
internal sealed class HogWorkspace
{
    internal const float Epsilon = 1e-2f;

    private readonly HogLayout _layout;
    private readonly int _height;
    private readonly int _width;
    // One more pixel on each side, a copy of the edge, so that gradients need no special case there.
    private readonly float[] _padded;
    private readonly int _stride;
    private readonly int[] _bin;
    private readonly float[] _toBin;
    private readonly float[] _toNext;

    public HogWorkspace(HogLayout layout)
    {
        _layout = layout;
        (_height, _width) = (layout.Shape.Height, layout.Shape.Width);
        _stride = _width + 2;
        _padded = new float[_stride * (_height + 2)];
        _bin = new int[_height * _width];
        _toBin = new float[_height * _width];
        _toNext = new float[_height * _width];
    }

    public void Compute(ReadOnlySpan<byte> image, Span<float> features)
    {
        // The histograms add up in them.
        features.Clear();
        Load(image);
        Vote();
        foreach (var size in _layout.CellSizes)
        {
            var length = _layout.CellCount(size) * _layout.Options.Orientations;
            Histograms(size, features[..length]);
            features = features[length..];
        }
        if (_layout.PixelPooling > 0)
            Shrink(_layout.PixelPooling, features);
    }

    private void Load(ReadOnlySpan<byte> image)
    {
        var scale = 1f / (255 * _layout.Shape.Channels);
        for (var row = 0; row < _height; row++)
        {
            var line = _padded.AsSpan((row + 1) * _stride, _stride);
            line.Clear();
            for (var channel = 0; channel < _layout.Shape.Channels; channel++)
            {
                var pixels = image.Slice((channel * _height + row) * _width, _width);
                for (var column = 0; column < pixels.Length; column++)
                    line[column + 1] += pixels[column] * scale;
            }
            (line[0], line[^1]) = (line[1], line[^2]);
        }
        _padded.AsSpan(_stride, _stride).CopyTo(_padded);
        _padded.AsSpan(_height * _stride, _stride).CopyTo(_padded.AsSpan((_height + 1) * _stride));
    }

    // Each pixel gives its gradient's length to the two orientations its direction lies between.
    private void Vote()
    {
        var orientations = _layout.Options.Orientations;
        var signed = _layout.Options.Signed;
        var perRadian = orientations / (signed ? 2 * MathF.PI : MathF.PI);
        for (var row = 0; row < _height; row++)
        {
            var above = _padded.AsSpan(row * _stride + 1, _width);
            var below = _padded.AsSpan((row + 2) * _stride + 1, _width);
            var left = _padded.AsSpan((row + 1) * _stride, _width);
            var right = _padded.AsSpan((row + 1) * _stride + 2, _width);
            for (var column = 0; column < _width; column++)
            {
                var dx = right[column] - left[column];
                var dy = below[column] - above[column];
                var at = row * _width + column;
                var length = MathF.Sqrt(dx * dx + dy * dy);
                if (length == 0)
                {
                    (_bin[at], _toBin[at], _toNext[at]) = (0, 0, 0);
                    continue;
                }
                var angle = UnsignedAngle(dx, dy);
                if (signed && (dy < 0 || (dy == 0 && dx < 0)))
                    angle += MathF.PI;
                var position = angle * perRadian;
                var bin = (int)position;
                var share = position - bin;
                _bin[at] = bin >= orientations ? 0 : bin;
                _toBin[at] = length * (1 - share);
                _toNext[at] = length * share;
            }
        }
    }

    private void Histograms(int size, Span<float> features)
    {
        var orientations = _layout.Options.Orientations;
        var (across, step) = (_layout.Across(size), _layout.Step(size));
        for (var cell = 0; cell < features.Length / orientations; cell++)
        {
            var histogram = features.Slice(cell * orientations, orientations);
            histogram.Clear();
            var (top, start) = (cell / across * step, cell % across * step);
            for (var row = top; row < top + size; row++)
            {
                for (var at = row * _width + start; at < row * _width + start + size; at++)
                {
                    var bin = _bin[at];
                    histogram[bin] += _toBin[at];
                    histogram[bin + 1 == orientations ? 0 : bin + 1] += _toNext[at];
                }
            }
            Normalise(histogram);
        }
    }

    private static void Normalise(Span<float> histogram)
    {
        var squares = Epsilon;
        foreach (var value in histogram)
            squares += value * value;
        var scale = 1 / MathF.Sqrt(squares);
        foreach (ref var value in histogram)
            value *= scale;
    }

    private void Shrink(int size, Span<float> features)
    {
        var across = _width / size;
        for (var cell = 0; cell < features.Length; cell++)
        {
            var sum = 0f;
            for (var row = 0; row < size; row++)
            {
                foreach (var value in _padded.AsSpan((cell / across * size + row + 1) * _stride + cell % across * size + 1, size))
                    sum += value;
            }
            features[cell] = sum / (size * size);
        }
    }

    // Direction modulo half a turn, 0 … π; a polynomial arctangent (error below 1e-5) is all that a histogram needs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float UnsignedAngle(float x, float y)
    {
        if (y < 0 || (y == 0 && x < 0))
            (x, y) = (-x, -y);
        var ax = MathF.Abs(x);
        var (small, large) = y < ax ? (y, ax) : (ax, y);
        var t = small / large;
        var s = t * t;
        var angle = ((((0.0208351f * s - 0.0851330f) * s + 0.1801410f) * s - 0.3302995f) * s + 0.9998660f) * t;
        if (y >= ax)
            angle = MathF.PI / 2 - angle;
        return x < 0 ? MathF.PI - angle : angle;
    }
}
