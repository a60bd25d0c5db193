using System.Security.Cryptography;

namespace EfficientMnist.Datasets.Files;

/// <summary>Reads the content of one data file in order, with the MD5 of everything read where one is to be compared.</summary>
internal sealed class HashingReader : IDisposable
{
    private const int Block = 1 << 16;
    private readonly string _path;
    private readonly Stream _content;
    private readonly string? _expected;
    private readonly IncrementalHash? _hash;

    public HashingReader(string path, string? expectedMd5)
    {
        _path = path;
        _content = DataFile.Open(path);
        _expected = expectedMd5;
#pragma warning disable CA5351 // MD5 is what the publishers give; it guards against damage, not against malice.
        _hash = expectedMd5 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
    }

    /// <summary>Fills the buffer or says that the file is truncated.</summary>
    public void ReadExactly(Span<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var done = 0; done < buffer.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var block = buffer.Slice(done, Math.Min(Block, buffer.Length - done));
            var read = Read(block);
            if (read == 0) throw Damaged.File(_path, $"is truncated: {buffer.Length - done} bytes are missing");
            _hash?.AppendData(block[..read]);
            done += read;
        }
    }

    /// <summary>Says so where the file goes on, or where its content is not the published one.</summary>
    public void Finish()
    {
        if (Read(new byte[1]) != 0) throw Damaged.File(_path, "has bytes after the end of its data");
        if (_hash is null) return;
        var actual = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (actual != _expected) throw Damaged.File(_path, $"is not the published file: the MD5 of its uncompressed bytes is {actual}, the official one {_expected}");
    }

    public void Dispose()
    {
        _content.Dispose();
        _hash?.Dispose();
    }

    private int Read(Span<byte> block)
    {
        try
        {
            return _content.Read(block);
        }
        catch (InvalidDataException error)
        {
            throw Damaged.File(_path, $"cannot be unpacked ({error.Message.TrimEnd('.')})", error);
        }
    }
}
