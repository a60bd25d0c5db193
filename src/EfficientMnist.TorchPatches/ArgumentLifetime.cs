using System.Diagnostics;
using Mono.Cecil;

namespace EfficientMnist.TorchPatches;

/// <summary>Lets what TorchSharp hands to its native library live until the call returns.</summary>
/// <remarks>
/// TorchSharp 0.107 takes the address out of a scalar or tensor and calls the native library with it, without a
/// <see cref="GC.KeepAlive"/>. In optimised code nothing refers to the object any more, and its finalizer may free the memory
/// that the call still reads: beside a garbage collection, a sum comes out wrong or throws. Code compiled without
/// optimisation keeps a method's arguments alive until it returns, so the assembly is marked as such code. Its methods do
/// little but call.
/// </remarks>
internal static class ArgumentLifetime
{
    private const DebuggableAttribute.DebuggingModes Unoptimised =
        DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations;

    /// <summary>Marks the assembly; one that is marked stays as it is.</summary>
    /// <exception cref="BadImageFormatException">The file is no assembly.</exception>
    /// <exception cref="InvalidDataException">The assembly does not say how it is to be compiled.</exception>
    public static void Apply(string path)
    {
        using var patched = new MemoryStream();
        using (var assembly = AssemblyDefinition.ReadAssembly(path))
        {
            var attribute = assembly.CustomAttributes.SingleOrDefault(attribute => attribute.AttributeType.FullName == typeof(DebuggableAttribute).FullName);
            if (attribute?.ConstructorArguments is not [{ Value: int modes } argument])
                throw new InvalidDataException($"{path} lacks the {nameof(DebuggableAttribute)} that is to be changed: look whether this version of TorchSharp still needs it.");
            if (((DebuggableAttribute.DebuggingModes)modes & Unoptimised) == Unoptimised)
                return;
            attribute.ConstructorArguments[0] = new CustomAttributeArgument(argument.Type, modes | (int)Unoptimised);
            assembly.Write(patched);
        }
        PackageCopy.Replace(path, patched.ToArray());
    }
}
