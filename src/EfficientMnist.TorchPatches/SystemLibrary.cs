using System.Runtime.InteropServices;
using System.Text;

namespace EfficientMnist.TorchPatches;

/// <summary>What this system's C++ library offers.</summary>
internal static class SystemLibrary
{
    private const string CppLibrary = "libstdc++.so.6";

    /// <summary>Whether the C++ library that the dynamic loader finds defines the symbol version, such as <c>GLIBCXX_3.4.32</c>.</summary>
    /// <exception cref="DllNotFoundException">The system has no C++ library.</exception>
    public static bool CppOffers(string version) => Offers(CppPath(), version);

    internal static bool Offers(string library, string version) =>
        File.ReadAllBytes(library).AsSpan().IndexOf(Encoding.ASCII.GetBytes(version + '\0')) >= 0;

    internal static string CppPath()
    {
        NativeLibrary.Load(CppLibrary);
        return File.ReadLines("/proc/self/maps")
            .Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .First(path => Path.GetFileName(path).StartsWith("libstdc++.so", StringComparison.Ordinal));
    }
}
