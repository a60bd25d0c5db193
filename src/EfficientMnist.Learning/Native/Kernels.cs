using System.Runtime.InteropServices;

namespace EfficientMnist.Learning.Native;

/// <summary>
/// The library of kernels for CPUs with AMX, <c>exports.cpp</c>. Addresses are those of dense memory, channels last; nothing
/// but <see cref="Available"/> may be called where that is false.
/// </summary>
internal static partial class Kernels
{
    private const string Library = "eml_kernels";

    /// <summary>Whether the library was built, the processor has the instructions and the system lets them be used.</summary>
    public static bool Available { get; } =
        NativeLibrary.TryLoad(Library, typeof(Kernels).Assembly, DllImportSearchPath.AssemblyDirectory, out _) && IsAvailable() != 0;

    public static bool Supports(in ConvolutionShape shape) => ConvolutionSupports(shape) != 0;

    [LibraryImport(Library, EntryPoint = "eml_available")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial int IsAvailable();

    [LibraryImport(Library, EntryPoint = "eml_convolution_supports")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static partial int ConvolutionSupports(in ConvolutionShape shape);

    [LibraryImport(Library, EntryPoint = "eml_convolution_forward")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial void ConvolutionForward(in ConvolutionShape shape, long images, nint input, nint weight, nint output);

    [LibraryImport(Library, EntryPoint = "eml_convolution_data_gradient")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial void ConvolutionDataGradient(in ConvolutionShape shape, long images, nint gradient, nint weight, nint inputGradient);

    [LibraryImport(Library, EntryPoint = "eml_convolution_weight_gradient")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial void ConvolutionWeightGradient(in ConvolutionShape shape, long images, nint input, nint gradient, nint sums);

    [LibraryImport(Library, EntryPoint = "eml_convolution_finish_weight_gradient")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial void ConvolutionFinishWeightGradient(in ConvolutionShape shape, nint sums, nint weightGradient);
}
