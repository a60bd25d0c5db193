namespace EfficientMnist.TorchPatches;

/// <summary>
/// Lets TorchSharp's native library load where the C++ library is older than GCC 13's (Debian 12, Ubuntu 22.04).
/// </summary>
/// <remarks>
/// GCC 13's <c>&lt;iostream&gt;</c> mentions <c>std::ios_base_library_init</c>, version GLIBCXX_3.4.32. Nothing calls it:
/// no relocation refers to the symbol. The loader still refuses a library that needs a version it does not find,
/// unless the need is marked weak, which is what this does.
/// </remarks>
internal static class OptionalVersion
{
    /// <summary>The symbol version that older C++ libraries lack.</summary>
    public const string Name = "GLIBCXX_3.4.32";

    /// <summary>Marks the need of a symbol version as weak.</summary>
    /// <exception cref="InvalidDataException">The file is no 64-bit ELF library, or a relocation refers to the version.</exception>
    public static void Apply(string path, string version)
    {
        var bytes = File.ReadAllBytes(path);
        var library = new ElfLibrary(bytes);
        if (library.FindVersionNeed(version) is not { } need || need.IsWeak)
            return;
        if (library.RelocatesSymbolOf(need))
            throw new InvalidDataException($"{path} uses a symbol of version {version}, which this system's C++ library lacks: it can only run with a newer one, such as that of Debian 13 or Ubuntu 24.04.");

        library.MarkWeak(need);
        PackageCopy.Replace(path, bytes);
    }
}
