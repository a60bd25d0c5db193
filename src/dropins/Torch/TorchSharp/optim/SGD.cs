using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

public class SGD : OptimizerHelper, IMomentum
{
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
    {
        if (lr < 0)
        {
            throw new ArgumentException($"Invalid learning rate: {lr}");
        }

        if (momentum < 0)
        {
            throw new ArgumentException($"Invalid momentum value: {momentum}");
        }

        if (weight_decay < 0)
        {
            throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
        }

        if (nesterov && (momentum <= 0 || dampening != 0))
        {
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        }

        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
        };
        foreach (var group in parameters)
        {
            add_param_group(group);
        }
    }

    public double Momentum
    {
        get => ((Options)_defaults).momentum!.Value;
        set
        {
            foreach (var options in _parameter_groups.Select(group => (Options)group.Options).Append((Options)_defaults))
            {
                options.momentum = value;
            }
        }
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        var defaults = (Options)_defaults;
        var options = (Options)(param_group.Options ??= new Options());
        options.momentum ??= defaults.momentum;
        options.dampening ??= defaults.dampening;
        options.weight_decay ??= defaults.weight_decay;
        options.nesterov ??= defaults.nesterov;
        options.maximize ??= defaults.maximize;
        Add(param_group, parameter => new State(parameter));
    }

    public override Tensor? step(Func<Tensor>? closure = null) => Step<Options, State>(closure, (options, parameters, gradients, states) =>
    {
        var (lr, momentum) = (options.LearningRate!.Value, options.momentum!.Value);
        gradients = Decayed(gradients, parameters, options.weight_decay!.Value);
        if (momentum != 0)
        {
            var known = Enumerable.Range(0, states.Length).Where(i => states[i].momentum_buffer is not null).ToArray();
            foreach (var i in Enumerable.Range(0, states.Length).Except(known))
            {
                states[i].momentum_buffer = gradients[i].clone().DetachFromDisposeScope();
            }

            if (known.Length > 0)
            {
                Tensor[] before = [.. known.Select(i => states[i].momentum_buffer!)];
                Aten.Do("_foreach_mul_.Scalar", before, momentum);
                Aten.Do("_foreach_add_.List", before, known.Select(i => gradients[i]).ToArray(), 1 - options.dampening!.Value);
            }

            Tensor[] buffers = [.. states.Select(state => state.momentum_buffer!)];
            gradients = options.nesterov == true ? Aten.List("_foreach_add.List", gradients, buffers, momentum) : buffers;
        }

        Aten.Do("_foreach_add_.List", parameters, gradients, options.maximize == true ? lr : -lr);
    });

    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(momentum!.Value);
            writer.Write(dampening!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(nesterov!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            momentum = reader.ReadDouble();
            dampening = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            nesterov = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            momentum = other.momentum;
            dampening = other.dampening;
            weight_decay = other.weight_decay;
            nesterov = other.nesterov;
            maximize = other.maximize;
        }
    }

    public class State(Parameter parameter) : OptimizerState(parameter)
    {
        public Tensor? momentum_buffer;

        public override void Initialize(OptimizerOptions options)
        {
            momentum_buffer?.Dispose();
            momentum_buffer = null;
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            ArgumentNullException.ThrowIfNull(writer);
            Save(writer, momentum_buffer);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            ArgumentNullException.ThrowIfNull(reader);
            Load(reader, ref momentum_buffer);
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            Copy(other.momentum_buffer, ref momentum_buffer);
        }

        public override void to(Device device)
        {
            Move(ref momentum_buffer, device);
        }

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State rhs && true && (momentum_buffer is null || momentum_buffer.allclose(rhs.momentum_buffer!));

        protected override void Dispose(bool disposing)
        {
            momentum_buffer?.Dispose();
            base.Dispose(disposing);
        }
    }

    public class ParamGroup : ParamGroup<Options>, IMomentum
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize })
        {
        }

        public double Momentum
        {
            get => Options.momentum!.Value;
            set => Options.momentum = value;
        }
    }
}
