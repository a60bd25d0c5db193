using System.Security.Cryptography;

namespace EfficientMnist.Datasets;

/// <summary>
/// Takes in images some at a time. A few lie in memory; more than <see cref="MostInMemory"/> bytes lie in a file of their own,
/// which is mapped: the system keeps of it in memory what there is room for. The file has no name any more from the beginning, so that
/// it is gone with the images, however the process ends.
/// </summary>
public sealed class ImageSetWriter : IDisposable
{
    /// <summary>The most bytes of pixels that are kept in memory.</summary>
    public const int MostInMemory = 256 << 20;

    private readonly ImageShape _shape;
    private readonly int _count;
    private readonly byte[]? _memory;
    private readonly FileStream? _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _written;

    /// <param name="shape">Size of every image.</param>
    /// <param name="count">How many images there will be.</param>
    /// <param name="folder">Where the file of many images lies; made where it is missing.</param>
    /// <param name="mostInMemory">The most bytes of pixels that are kept in memory.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public ImageSetWriter(ImageShape shape, int count, string folder, int mostInMemory = MostInMemory)
    {
        ArgumentNullException.ThrowIfNull(shape);
        (_shape, _count) = (shape, count);
        if (Total <= mostInMemory)
        {
            _memory = new byte[Total];
            return;
        }
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.pixels");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        File.Delete(path);
    }

    private long Total => (long)_count * _shape.Pixels;

    /// <summary>Adds the pixels of the next images, or of a part of one.</summary>
    /// <exception cref="InvalidDataException">There are more than announced.</exception>
    /// <exception cref="IOException">The file cannot be written, such as where the disk is full.</exception>
    public void Add(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length > Total - _written)
            throw new InvalidDataException($"There are more than the {_count} images that were announced.");
        if (_memory is not null)
            pixels.CopyTo(_memory.AsSpan((int)_written));
        else
            _file!.Write(pixels);
        _hash.AppendData(pixels);
        _written += pixels.Length;
    }

    /// <summary>The images, once all have come.</summary>
    /// <exception cref="InvalidDataException">Some are missing.</exception>
    public ImageSet Complete()
    {
        if (_written != Total)
            throw new InvalidDataException($"The images ended after {_written} of {Total} bytes.");
        var hash = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (_memory is not null)
            return new ImageSet(_shape, _memory, hash);
        _file!.Flush();
        return new ImageSet(_shape, new MappedPixels(_file).Memory, hash);
    }

    /// <summary>Gives up what is not complete; images that are stay.</summary>
    public void Dispose()
    {
        _hash.Dispose();
        _file?.Dispose();
    }
}
