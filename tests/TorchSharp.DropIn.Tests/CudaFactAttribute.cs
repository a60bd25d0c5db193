namespace TorchSharp.DropIn.Tests;

[AttributeUsage(AttributeTargets.Method)]
public sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute() => Skip = torch.cuda.is_available() ? null : "no CUDA device, or a libtorch without CUDA";
}
