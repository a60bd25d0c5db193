using System.Text;
using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>The part of the optimizers that does not depend on the method: groups, states, saving.</summary>
public abstract class OptimizerHelper : Optimizer
{
    protected OptimizerOptions _defaults = null!;

    private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var dict = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt(dict.Options.Count);
        writer.Write7BitEncodedInt(dict.State.Count);
        dict.Options.ForEach(options => options.SaveStateDict(writer));
        dict.State.ForEach(state => state.SaveStateDict(writer));
    }

    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var name = reader.ReadString();
        if (name != GetType().Name)
        {
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        }

        var dict = state_dict();
        Require(dict, reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        dict.Options.ForEach(options => options.LoadStateDict(reader));
        dict.State.ForEach(state => state.LoadStateDict(reader));
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        var dict = this.state_dict();
        Require(dict, state_dict.Options.Count, state_dict.State.Count);
        for (var i = 0; i < dict.Options.Count; i++)
        {
            dict.Options[i].LoadStateDict(state_dict.Options[i]);
        }

        for (var i = 0; i < dict.State.Count; i++)
        {
            dict.State[i].LoadStateDict(state_dict.State[i]);
        }
    }

    public virtual StateDictionary state_dict()
    {
        var dict = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            dict.Options.Add(group.Options);
            dict.State.AddRange(group.Parameters.Select(parameter => _states[parameter]));
        }

        return dict;
    }

    public void to(Device device)
    {
        foreach (var state in _states.Values)
        {
            state.to(device);
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var state in _states.Values)
        {
            state.Dispose();
        }

        _states.Clear();
        base.Dispose(disposing);
    }

    private protected void Add(ParamGroup group, Func<Parameter, OptimizerState> create)
    {
        // Enumerated once: the parameters of a module come from an iterator.
        group.Parameters = [.. group.Parameters];
        group.Options.LearningRate ??= _defaults.LearningRate;
        group.Options.InitialLearningRate = group.Options.LearningRate!.Value;
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = create(parameter);
            state.Initialize(group.Options);
            _states.Add(parameter, state);
        }
    }

    /// <summary>Runs the update on the parameters that have a gradient, group by group.</summary>
    private protected Tensor? Step<TOptions, TState>(Func<Tensor>? closure, Action<TOptions, Tensor[], Tensor[], TState[]> update)
        where TOptions : OptimizerOptions
        where TState : OptimizerState
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var recording = enable_grad();
            loss = closure();
        }

        using var silent = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups)
        {
            List<Tensor> parameters = [];
            List<Tensor> gradients = [];
            List<TState> states = [];
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    parameters.Add(parameter);
                    gradients.Add(gradient);
                    states.Add((TState)_states[parameter]);
                }
            }

            if (parameters.Count > 0)
            {
                update((TOptions)group.Options, [.. parameters], [.. gradients], [.. states]);
            }
        }

        return loss;
    }

    private protected static Tensor[] Negated(Tensor[] gradients, bool negate) => negate ? Aten.List("_foreach_neg", gradients) : gradients;

    private protected static Tensor[] Decayed(Tensor[] gradients, Tensor[] parameters, double decay) =>
        decay == 0 ? gradients : Aten.List("_foreach_add.List", gradients, parameters, decay);

    private static void Require(StateDictionary dict, int groups, int states)
    {
        if (groups != dict.Options.Count)
        {
            throw new ArgumentException($"Invalid optimizer state -- {groups} parameter groups instead of {dict.Options.Count}.");
        }

        if (states != dict.State.Count)
        {
            throw new ArgumentException($"Invalid optimizer state -- {states} states instead of {dict.State.Count}.");
        }
    }
}
