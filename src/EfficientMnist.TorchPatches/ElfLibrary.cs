using System.Buffers.Binary;
using System.Text;

namespace EfficientMnist.TorchPatches;

/// <summary>The needed symbol versions and the relocations of a 64-bit little-endian ELF library (System V ABI; the GNU symbol versioning of its Linux supplement).</summary>
internal sealed class ElfLibrary
{
    private const uint DynamicSymbols = 11;
    private const uint RelocationsWithAddend = 4;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint VersionsOfSymbols = 0x6fffffff;

    private const ushort WeakFlag = 0x2;
    private const int SectionHeaderBytes = 64;
    private const int RelocationBytes = 24;
    private const ushort VersionMask = 0x7fff;

    private readonly byte[] _bytes;
    private readonly Section[] _sections;

    /// <exception cref="InvalidDataException">Another kind of file.</exception>
    public ElfLibrary(byte[] bytes)
    {
        _bytes = bytes;
        if (bytes.Length < SectionHeaderBytes || !bytes.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("The file is no 64-bit little-endian ELF library.");

        var first = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(0x28));
        _sections = [.. Enumerable.Range(0, UInt16(0x3c)).Select(index => ReadSection(first + index * SectionHeaderBytes))];
    }

    /// <summary>A version that the library needs of another.</summary>
    /// <param name="Offset">Where its entry begins, in bytes from the start of the file.</param>
    /// <param name="Index">The number by which symbols refer to it.</param>
    /// <param name="IsWeak">Whether the loader may go on without it.</param>
    public sealed record VersionNeed(int Offset, ushort Index, bool IsWeak);

    public VersionNeed? FindVersionNeed(string version)
    {
        foreach (var section in _sections.Where(section => section.Type == VersionNeeds))
        {
            var names = _sections[section.Link].Offset;
            for (var file = section.Offset; ; file += (int)UInt32(file + 12))
            {
                for (var entry = file + (int)UInt32(file + 8); ; entry += (int)UInt32(entry + 12))
                {
                    if (Text(names + (int)UInt32(entry + 8)) == version)
                        return new VersionNeed(entry, UInt16(entry + 6), (UInt16(entry + 4) & WeakFlag) != 0);
                    if (UInt32(entry + 12) == 0)
                        break;
                }

                if (UInt32(file + 12) == 0)
                    break;
            }
        }

        return null;
    }

    /// <summary>Whether the loader must look up a symbol of this version.</summary>
    public bool RelocatesSymbolOf(VersionNeed need)
    {
        var dynamicSymbols = Array.FindIndex(_sections, section => section.Type == DynamicSymbols);
        var versions = _sections.Single(section => section.Type == VersionsOfSymbols);
        foreach (var section in _sections.Where(section => section.Type == RelocationsWithAddend && section.Link == dynamicSymbols))
        {
            for (var relocation = section.Offset; relocation < section.Offset + section.Size; relocation += RelocationBytes)
            {
                var symbol = (int)UInt32(relocation + 12);
                if ((UInt16(versions.Offset + 2 * symbol) & VersionMask) == need.Index)
                    return true;
            }
        }

        return false;
    }

    /// <summary>Lets the loader go on without the version.</summary>
    public void MarkWeak(VersionNeed need) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(need.Offset + 4), (ushort)(UInt16(need.Offset + 4) | WeakFlag));

    private Section ReadSection(int header) => new(
        UInt32(header + 4),
        (int)BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(header + 24)),
        (int)BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(header + 32)),
        (int)UInt32(header + 40));

    private ushort UInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(offset));

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(offset));

    private string Text(int offset)
    {
        var rest = _bytes.AsSpan(offset);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private sealed record Section(uint Type, int Offset, int Size, int Link);
}
