using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace EfficientMnist.Datasets;

/// <summary>
/// The bytes of a file as memory, unmapped once nothing refers to them. For files that nobody else can shorten: reading what a file
/// has lost ends the process.
/// </summary>
internal sealed unsafe class MappedPixels : MemoryManager<byte>
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _first;
    private readonly int _length;
    private bool _isUnused;

    /// <param name="file">All of it is mapped; at least one byte, and at most 2 GB. It may be closed afterwards.</param>
    public MappedPixels(FileStream file)
    {
        _length = checked((int)file.Length);
        _file = MemoryMappedFile.CreateFromFile(file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _first);
        _first += _view.PointerOffset;
    }

    // A span does not keep what it lies in, of which the rule warns. Here what is found unused is unmapped at the next full collection
    // but one, and who works on a span for longer than that keeps the images (GC.KeepAlive).
#pragma warning disable CA2015
    ~MappedPixels()
#pragma warning restore CA2015
    {
        if (_isUnused)
            Dispose(disposing: false);
        else
            GC.ReRegisterForFinalize(this);
        _isUnused = true;
    }

    public override Span<byte> GetSpan() => new(_first, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_first + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        // Its handle unmaps the view, once the pointer that was taken is given back.
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        if (!disposing)
            return;
        _view.Dispose();
        _file.Dispose();
    }
}
