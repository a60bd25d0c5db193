using EfficientMnist.Learning.Devices;
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
    private readonly List<(Tensor[] Outputs, Tensor Joined)> _passes = [];

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
        var split = inputs.Select(input => input.chunk(_replicas.Length)).ToArray();
        var outputs = new Tensor[split[0].Length];
        _team.Each(i =>
        {
            using var scope = NewDisposeScope();
            outputs[i] = network(_replicas[i], [.. split.Select(parts => parts[i])], _compute).DetachFromDisposeScope();
        });
        // A leaf between the loss and the parts: the loss's gradient arrives here, then each part takes its own share on.
        var joined = cat([.. outputs.Select(o => o.detach())]).requires_grad_();
        _passes.Add((outputs, joined));
        return joined;
    }

    /// <summary>Takes the loss's gradients on through the parts and leaves their sum in the model's parameters.</summary>
    public void Backward()
    {
        if (_passes.Count == 0)
            throw new InvalidOperationException("The loss sent nothing through the network.");
        foreach (var (outputs, joined) in _passes)
            Backward(outputs, joined.grad ?? throw new InvalidOperationException("The loss does not depend on the network."));
        _passes.Clear();
        for (var i = 1; i < _replicas.Length; i++)
        {
            for (var p = 0; p < _parameters[i].Length; p++)
            {
                // A weight that is kept as it is, or that this loss does not depend on, has no gradient in any part.
                if (_parameters[i][p].grad is not { } gradient)
                    continue;
                _parameters[0][p].grad!.add_(gradient);
                gradient.zero_();
            }
        }
    }

    private void Backward(Tensor[] outputs, Tensor gradient)
    {
        var gradients = gradient.chunk(_replicas.Length);
        _team.Each(i =>
        {
            using var scope = NewDisposeScope();
            outputs[i].backward([gradients[i]]);
        });
        foreach (var output in outputs)
            output.Dispose();
    }

    /// <summary>
    /// Runs <paramref name="work"/> with the replicas in evaluation, of the model's weights and statistics as they are. Each
    /// batch's outputs are to be forgotten.
    /// </summary>
    public void Evaluate(Action work)
    {
        Synchronise();
        for (var i = 1; i < _replicas.Length; i++)
            CopyStatistics(_replicas[i]);
        foreach (var replica in _replicas)
            replica.eval();
        try
        {
            work();
        }
        finally
        {
            Forget();
            foreach (var replica in _replicas)
                replica.train();
        }
    }

    /// <summary>Lets go of a batch of which no gradients are wanted.</summary>
    public void Forget()
    {
        foreach (var output in _passes.SelectMany(pass => pass.Outputs))
            output.Dispose();
        _passes.Clear();
    }

    private void CopyStatistics(EncoderModel replica)
    {
        using var noGrad = no_grad();
        foreach (var (to, from) in replica.named_buffers().Zip(_replicas[0].named_buffers()))
            to.buffer.copy_(from.buffer);
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
