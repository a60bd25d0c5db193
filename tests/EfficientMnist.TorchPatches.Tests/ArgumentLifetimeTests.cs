using System.Diagnostics;
using System.Reflection;
using Mono.Cecil;

namespace EfficientMnist.TorchPatches.Tests;

public sealed class ArgumentLifetimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-lifetime-").FullName;

    // As the package has it.
    private static string Original => typeof(ArgumentLifetimeTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TorchSharpAssembly").Value!;

    [Fact]
    public void Apply_OnTheAssembly_ChangesItsAttributeAloneAndKeepsItsTime()
    {
        var copy = Copy();
        var (before, time) = (Read(copy), File.GetLastWriteTimeUtc(copy));

        ArgumentLifetime.Apply(copy);

        var after = Read(copy);
        Assert.Equal((0x2, 0x103), (before.Modes, after.Modes));
        Assert.Equal(before.Module, after.Module);
        Assert.Equal(before.Methods, after.Methods);
        Assert.Equal(time, File.GetLastWriteTimeUtc(copy));
        Assert.Equal([copy], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Apply_Again_ChangesNothing()
    {
        var copy = Copy();
        ArgumentLifetime.Apply(copy);
        var before = File.ReadAllBytes(copy);

        ArgumentLifetime.Apply(copy);

        Assert.Equal(before, File.ReadAllBytes(copy));
    }

    [Fact]
    public void Apply_OnAFileThatIsNoAssembly_Refuses()
    {
        var path = Path.Combine(_folder, "text.dll");
        File.WriteAllText(path, "no assembly at all");

        Assert.Throws<BadImageFormatException>(() => ArgumentLifetime.Apply(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Modes, Guid Module, List<string> Methods) Read(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        var argument = assembly.CustomAttributes.Single(attribute => attribute.AttributeType.Name == nameof(DebuggableAttribute)).ConstructorArguments[0];
        return ((int)argument.Value, assembly.MainModule.Mvid, [.. assembly.MainModule.GetTypes().SelectMany(type => type.Methods)
            .Select(method => $"{method.FullName} {method.Attributes} {(method.HasBody ? string.Join(';', method.Body.Instructions) : method.PInvokeInfo?.EntryPoint)}")]);
    }

    private string Copy()
    {
        var copy = Path.Combine(_folder, "TorchSharp.dll");
        File.Copy(Original, copy);
        return copy;
    }
}
