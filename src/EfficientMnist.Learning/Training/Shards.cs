using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Encoders;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>
/// Splits a batch over replicas of the model, each on its own thread (<see cref="ShardTeam"/>), and adds up their gradients.
/// </summary>
internal sealed class Shards : IDisposable
{
    private readonly EncoderModel[] _replicas;
    private readonly Tensor[][] _parameters;
    private readonly ShardTeam _team;
    private readonly ScalarType _compute;
    private Tensor[] _outputs = [];
    private Tensor? _joined;

    /// <param name="replicas">The model itself first, then copies of it; disposed with the shards, the model is not.</param>
    /// <param name="threadsEach">CPU threads that the operators of one replica use.</param>
    /// <param name="precision">In what the network computes.</param>
    public Shards(EncoderModel[] replicas, int threadsEach, Precision precision)
    {
        _replicas = replicas;
        _parameters = [.. replicas.Select(r => r.parameters().ToArray<Tensor>())];
        _team = new ShardTeam(replicas.Length, threadsEach);
        _compute = precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
    }

    public Tensor Forward(Tensor[] inputs, Func<EncoderModel, Tensor[], ScalarType, Tensor> network)
    {
        if (_joined is not null)
            throw new InvalidOperationException("A loss may send its batch through the network only once.");
        var split = inputs.Select(input => input.chunk(_replicas.Length)).ToArray();
        _outputs = new Tensor[split[0].Length];
        _team.Each(i =>
        {
            using var scope = NewDisposeScope();
            _outputs[i] = network(_replicas[i], [.. split.Select(parts => parts[i])], _compute).DetachFromDisposeScope();
        });
        // A leaf between the loss and the parts: the loss's gradient arrives here, then each part takes its own share on.
        _joined = cat([.. _outputs.Select(o => o.detach())]).requires_grad_();
        return _joined;
    }

    /// <summary>Takes the loss's gradients on through the parts and leaves their sum in the model's parameters.</summary>
    public void Backward()
    {
        var gradient = (_joined ?? throw new InvalidOperationException("The loss sent nothing through the network.")).grad
            ?? throw new InvalidOperationException("The loss does not depend on the network.");
        var gradients = gradient.chunk(_replicas.Length);
        _team.Each(i =>
        {
            using var scope = NewDisposeScope();
            _outputs[i].backward([gradients[i]]);
        });
        foreach (var output in _outputs)
            output.Dispose();
        _joined = null;
        for (var i = 1; i < _replicas.Length; i++)
        {
            for (var p = 0; p < _parameters[i].Length; p++)
            {
                _parameters[0][p].grad!.add_(_parameters[i][p].grad!);
                _parameters[i][p].grad!.zero_();
            }
        }
    }

    /// <summary>Gives the replicas the model's weights.</summary>
    public void Synchronise()
    {
        using var noGrad = no_grad();
        for (var i = 1; i < _replicas.Length; i++)
        {
            for (var p = 0; p < _parameters[i].Length; p++)
                _parameters[i][p].copy_(_parameters[0][p]);
        }
    }

    public void Dispose()
    {
        _team.Dispose();
        foreach (var replica in _replicas.Skip(1))
            replica.Dispose();
    }
}
