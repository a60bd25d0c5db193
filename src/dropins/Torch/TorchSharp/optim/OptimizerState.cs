using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer keeps for one parameter between steps.</summary>
public abstract class OptimizerState : IDisposable
{
    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    protected Parameter _parameter;

    internal Parameter Parameter => _parameter;

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void Initialize(OptimizerOptions options)
    {
    }

    public virtual void to(Device device)
    {
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    private protected static Tensor ZerosLike(Tensor parameter)
    {
        using var silent = no_grad();
        return zeros_like(parameter).DetachFromDisposeScope();
    }

    private protected static void Save(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    private protected void Load(BinaryReader reader, ref Tensor? tensor)
    {
        tensor?.Dispose();
        tensor = null;
        if (!reader.ReadBoolean())
        {
            return;
        }

        using var loaded = TensorExtensionMethods.Read(reader);
        tensor = ToParameter(loaded);
    }

    private protected void Copy(Tensor? source, ref Tensor? target)
    {
        if (ReferenceEquals(source, target))
        {
            return;
        }

        target?.Dispose();
        target = source is null ? null : ToParameter(source);
    }

    private protected static void Move(ref Tensor? tensor, Device device)
    {
        var before = tensor;
        tensor = before?.to(device).DetachFromDisposeScope();
        if (!ReferenceEquals(before, tensor))
        {
            before?.Dispose();
        }
    }

    private Tensor ToParameter(Tensor source) => source.to(_parameter.dtype, _parameter.device, copy: true).DetachFromDisposeScope();
}
