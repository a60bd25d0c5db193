using System.Runtime.CompilerServices;

namespace EndToEnd.Tests;

/// <summary>A quarter of the usual images, in all systems that are started from here: what the tests show does not depend on their number.</summary>
internal static class SmallGlyphs
{
    [ModuleInitializer]
    internal static void Choose() => Environment.SetEnvironmentVariable("Datasets__GlyphImages", "2000");
}
