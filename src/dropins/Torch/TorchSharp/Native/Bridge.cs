using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The functions of the native bridge (bridge.cpp says what each does).</summary>
internal static unsafe partial class Bridge
{
    internal const string Library = "TorchBridge";

    static Bridge() => LibTorch.Prepare();

    [LibraryImport(Library, EntryPoint = "eml_error")] internal static partial nint Error();
    [LibraryImport(Library, EntryPoint = "eml_version")] internal static partial nint Version();
    [LibraryImport(Library, EntryPoint = "eml_live")] internal static partial long Live();
    [LibraryImport(Library, EntryPoint = "eml_find", StringMarshalling = StringMarshalling.Utf8)] internal static partial nint Find(string name, string overload);
    [LibraryImport(Library, EntryPoint = "eml_call")] internal static partial int Call(nint op, NativeValue* args, int argCount, NativeValue* results, int capacity, int* resultCount);
    [LibraryImport(Library, EntryPoint = "eml_free")] internal static partial void Free(nint handle);
    [LibraryImport(Library, EntryPoint = "eml_alias")] internal static partial nint Alias(nint handle);
    [LibraryImport(Library, EntryPoint = "eml_info")] internal static partial int Info(nint handle, NativeInfo* info);
    [LibraryImport(Library, EntryPoint = "eml_set_requires_grad")] internal static partial int SetRequiresGrad(nint handle, int value);
    [LibraryImport(Library, EntryPoint = "eml_grad")] internal static partial int Grad(nint handle, nint* grad);
    [LibraryImport(Library, EntryPoint = "eml_set_grad")] internal static partial int SetGrad(nint handle, nint grad);
    [LibraryImport(Library, EntryPoint = "eml_set_data")] internal static partial int SetData(nint handle, nint data);
    [LibraryImport(Library, EntryPoint = "eml_backward")] internal static partial int Backward(nint* roots, int count, nint* grads, int retain, int create);
    [LibraryImport(Library, EntryPoint = "eml_gradients")] internal static partial int Gradients(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* grads, int retain, int create, int allowUnused, nint* results);
    [LibraryImport(Library, EntryPoint = "eml_attach")] internal static partial int Attach(long id, nint* inputs, int inputCount, nint* outputs, int outputCount, delegate* unmanaged<long, nint*, int, nint*, int, int> backward, delegate* unmanaged<long, void> forget, int* attached);
    [LibraryImport(Library, EntryPoint = "eml_grad_mode")] internal static partial int GradMode(int value);
    [LibraryImport(Library, EntryPoint = "eml_inference_begin")] internal static partial nint InferenceBegin(int enabled);
    [LibraryImport(Library, EntryPoint = "eml_inference_end")] internal static partial void InferenceEnd(nint guard);
    [LibraryImport(Library, EntryPoint = "eml_is_inference")] internal static partial int IsInference();
    [LibraryImport(Library, EntryPoint = "eml_manual_seed")] internal static partial int ManualSeed(long seed);
    [LibraryImport(Library, EntryPoint = "eml_generator")] internal static partial nint Generator(int deviceType, int deviceIndex, int fresh);
    [LibraryImport(Library, EntryPoint = "eml_generator_free")] internal static partial void GeneratorFree(nint generator);
    [LibraryImport(Library, EntryPoint = "eml_generator_seed")] internal static partial int GeneratorSeed(nint generator, long seed);
    [LibraryImport(Library, EntryPoint = "eml_generator_initial_seed")] internal static partial long GeneratorInitialSeed(nint generator);
    [LibraryImport(Library, EntryPoint = "eml_generator_state")] internal static partial int GeneratorState(nint generator, nint* state);
    [LibraryImport(Library, EntryPoint = "eml_generator_set_state")] internal static partial int GeneratorSetState(nint generator, nint state);
    [LibraryImport(Library, EntryPoint = "eml_set_default_dtype")] internal static partial int SetDefaultDType(int dtype);
    [LibraryImport(Library, EntryPoint = "eml_set_threads")] internal static partial void SetThreads(int count);
    [LibraryImport(Library, EntryPoint = "eml_threads")] internal static partial int Threads();
    [LibraryImport(Library, EntryPoint = "eml_set_interop_threads")] internal static partial int SetInteropThreads(int count);
    [LibraryImport(Library, EntryPoint = "eml_interop_threads")] internal static partial int InteropThreads();
    [LibraryImport(Library, EntryPoint = "eml_cuda_available")] internal static partial int CudaAvailable();
    [LibraryImport(Library, EntryPoint = "eml_cuda_count")] internal static partial int CudaCount();
    [LibraryImport(Library, EntryPoint = "eml_cuda_synchronize")] internal static partial int CudaSynchronize(long device);
    [LibraryImport(Library, EntryPoint = "eml_allow_tf32")] internal static partial void AllowTf32(int matmul, int cudnn);
    [LibraryImport(Library, EntryPoint = "eml_get_tf32")] internal static partial int GetTf32(int cudnn);
    [LibraryImport(Library, EntryPoint = "eml_cudnn_benchmark")] internal static partial void CudnnBenchmark(int value);

    /// <summary>Throws what the failed native call left behind.</summary>
    internal static void Check(int result)
    {
        if (result != 0)
        {
            Throw();
        }
    }

    internal static void Throw() => throw new ExternalException(Marshal.PtrToStringUTF8(Error()), torch.autograd.Nodes.TakeError());
}
