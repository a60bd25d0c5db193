using EfficientMnist.Learning.Native;

namespace EfficientMnist.Learning.Tests.Native;

/// <summary>A theory about the kernels for CPUs with AMX.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TilesTheoryAttribute : TheoryAttribute
{
    public TilesTheoryAttribute() =>
        Skip = Kernels.Available ? null : "This processor has no AMX, or there was no g++ to build the kernels with.";
}
