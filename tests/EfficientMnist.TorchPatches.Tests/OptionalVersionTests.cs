using System.Diagnostics;
using System.Reflection;

namespace EfficientMnist.TorchPatches.Tests;

public sealed class OptionalVersionTests : IDisposable
{
    private const string UsedVersion = "GLIBCXX_3.4.21";

    private readonly string _folder = Directory.CreateTempSubdirectory("eml-natives-").FullName;

    // As the package has it.
    private static string Original => typeof(OptionalVersionTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TorchSharpLibrary").Value!;

    [Fact]
    public void FindVersionNeed_OfTheLibraryAsItComes_IsAStrongNeedThatNothingUses()
    {
        var library = new ElfLibrary(File.ReadAllBytes(Original));

        var need = library.FindVersionNeed(OptionalVersion.Name);

        Assert.NotNull(need);
        Assert.False(need.IsWeak);
        Assert.False(library.RelocatesSymbolOf(need));
        Assert.Null(library.FindVersionNeed("GLIBCXX_9.9.9"));
    }

    [Fact]
    public void RelocatesSymbolOf_AVersionThatIsUsed_SaysSo()
    {
        var library = new ElfLibrary(File.ReadAllBytes(Original));

        Assert.True(library.RelocatesSymbolOf(library.FindVersionNeed(UsedVersion)!));
    }

    [Fact]
    public void Apply_OnTheLibrary_SetsOneBitAndKeepsTimeAndSize()
    {
        var copy = Copy();
        File.SetLastWriteTimeUtc(copy, new DateTime(2026, 5, 7, 1, 2, 3, DateTimeKind.Utc));
        var (before, time) = (File.ReadAllBytes(copy), File.GetLastWriteTimeUtc(copy));

        OptionalVersion.Apply(copy, OptionalVersion.Name);

        var after = File.ReadAllBytes(copy);
        Assert.Equal(before.Length, after.Length);
        var changed = Assert.Single(Enumerable.Range(0, after.Length), index => before[index] != after[index]);
        Assert.Equal(0x2, before[changed] ^ after[changed]);
        Assert.True(new ElfLibrary(after).FindVersionNeed(OptionalVersion.Name)!.IsWeak);
        Assert.Equal(time, File.GetLastWriteTimeUtc(copy));
        Assert.Equal([copy], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Apply_OnAHardLink_LeavesTheOtherNameAsItWas()
    {
        var (cached, output) = (Copy(), Path.Combine(_folder, "output.so"));
        using (var link = Process.Start("ln", [cached, output]))
            link.WaitForExit();

        OptionalVersion.Apply(output, OptionalVersion.Name);

        Assert.False(new ElfLibrary(File.ReadAllBytes(cached)).FindVersionNeed(OptionalVersion.Name)!.IsWeak);
    }

    [Fact]
    public void Apply_Again_ChangesNothing()
    {
        var copy = Copy();
        OptionalVersion.Apply(copy, OptionalVersion.Name);
        var before = File.ReadAllBytes(copy);

        OptionalVersion.Apply(copy, OptionalVersion.Name);

        Assert.Equal(before, File.ReadAllBytes(copy));
    }

    [Fact]
    public void Apply_OnAVersionThatIsUsed_RefusesAndNamesTheSystemsThatHaveIt()
    {
        var copy = Copy();

        var error = Assert.Throws<InvalidDataException>(() => OptionalVersion.Apply(copy, UsedVersion));

        Assert.Contains(UsedVersion, error.Message, StringComparison.Ordinal);
        Assert.Contains("Debian 13", error.Message, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Original), File.ReadAllBytes(copy));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh and then more than sixty-four bytes of text, which are no library at all")]
    public void Apply_OnAnotherKindOfFile_Refuses(string text)
    {
        var path = Path.Combine(_folder, "text.so");
        File.WriteAllText(path, text);

        Assert.Throws<InvalidDataException>(() => OptionalVersion.Apply(path, OptionalVersion.Name));
    }

    [Fact]
    public void CppOffers_OnThisSystem_KnowsOldVersionsAndNoInventedOnes()
    {
        Assert.True(SystemLibrary.CppOffers("GLIBCXX_3.4.21"));
        Assert.False(SystemLibrary.CppOffers("GLIBCXX_9.9.9"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Copy()
    {
        var copy = Path.Combine(_folder, "library.so");
        File.Copy(Original, copy);
        return copy;
    }
}
