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

    [LibraryImport(Library, EntryPoint = "eml_norm_moments")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial void NormMoments(nint input, long rows, long channels, Span<float> sums);

    [LibraryImport(Library, EntryPoint = "eml_norm_forward")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial void NormForward(nint input, nint addend, long rows, long channels, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift,
        float slope, nint output);

    [LibraryImport(Library, EntryPoint = "eml_norm_gradient_moments")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial void NormGradientMoments(nint input, nint addend, nint gradient, long rows, long channels, ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift, ReadOnlySpan<float> mean, float slope, nint inner, Span<float> sums);

    [LibraryImport(Library, EntryPoint = "eml_norm_data_gradient")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    public static partial void NormDataGradient(nint input, nint gradient, long rows, long channels, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift,
        float slope, ReadOnlySpan<float> ofGradient, ReadOnlySpan<float> ofInput, ReadOnlySpan<float> constant, nint inputGradient);
}
