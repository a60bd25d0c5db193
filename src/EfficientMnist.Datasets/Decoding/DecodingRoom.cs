namespace EfficientMnist.Datasets.Decoding;

/// <summary>
/// Bounds how many pixels are decoded at a time, by all threads together. Small images are decoded side by side; large ones
/// wait for one another, in the order in which they came.
/// </summary>
internal sealed class DecodingRoom
{
    // Of the whole room, the part from which an image on counts as large.
    private const int LargePart = 4;

    private readonly object _gate = new();
    private readonly long _pixels;
    private long _left;
    private long _came;
    private long _entered;

    /// <param name="pixels">Pixels at a time; an image that has more is decoded alone.</param>
    public DecodingRoom(long pixels) => (_pixels, _left) = (pixels, pixels);

    /// <summary>That of this process: as many pixels as the largest image may have.</summary>
    public static DecodingRoom OfProcess { get; } = new(ImageDecoder.MostPixels);

    /// <summary>Images that wait for others.</summary>
    public long Waiting
    {
        get
        {
            lock (_gate)
                return _came - _entered;
        }
    }

    /// <summary>A place for one image, which takes no room before it is known how many pixels it has, and leaves at the end.</summary>
    public Place Begin() => new(this);

    private long Enter(long pixels)
    {
        var taken = Math.Min(pixels, _pixels);
        lock (_gate)
        {
            var turn = _came++;
            while (turn != _entered || _left < taken)
                Monitor.Wait(_gate);
            _entered++;
            _left -= taken;
            Monitor.PulseAll(_gate);
        }
        return taken;
    }

    private void Leave(long taken)
    {
        // Only a full collection frees arrays this large, and the collector puts it off for as long as the machine has memory: six
        // such images would stay until the last of them. It takes milliseconds, the decoding seconds.
        if (taken >= _pixels / LargePart)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        lock (_gate)
        {
            _left += taken;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The place of one image.</summary>
    internal sealed class Place(DecodingRoom room) : IDisposable
    {
        private long _taken;

        /// <summary>Waits until there is room for so many pixels, and takes it; once.</summary>
        public void Take(long pixels) => _taken = _taken == 0 ? room.Enter(pixels) : throw new InvalidOperationException("An image takes its room once.");

        public void Dispose()
        {
            room.Leave(_taken);
            _taken = 0;
        }
    }
}
