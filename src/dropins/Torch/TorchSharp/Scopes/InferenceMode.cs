using TorchSharp.Native;

namespace TorchSharp;

/// <summary>libtorch's inference mode for this thread until it is disposed.</summary>
internal sealed class InferenceMode(bool enabled) : IDisposable
{
    private nint _guard = Bridge.InferenceBegin(enabled ? 1 : 0);

    public void Dispose()
    {
        if (_guard != 0)
        {
            Bridge.InferenceEnd(_guard);
            _guard = 0;
        }
    }
}
