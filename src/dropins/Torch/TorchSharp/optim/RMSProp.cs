using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

public class RMSProp : OptimizerHelper, IMomentum
{
    public RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
    {
        if (lr < 0)
        {
            throw new ArgumentException($"Invalid learning rate: {lr}");
        }

        if (eps < 0)
        {
            throw new ArgumentException($"Invalid ε: {eps}");
        }

        if (alpha < 0)
        {
            throw new ArgumentException($"Invalid alpha: {alpha}");
        }

        if (momentum < 0)
        {
            throw new ArgumentException($"Invalid momentum value: {momentum}");
        }

        if (weight_decay < 0)
        {
            throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
        }

        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            alpha = alpha,
            eps = eps,
            weight_decay = weight_decay,
            momentum = momentum,
            centered = centered,
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
        options.alpha ??= defaults.alpha;
        options.eps ??= defaults.eps;
        options.weight_decay ??= defaults.weight_decay;
        options.momentum ??= defaults.momentum;
        options.centered ??= defaults.centered;
        options.maximize ??= defaults.maximize;
        Add(param_group, parameter => new State(parameter));
    }

    public override Tensor? step(Func<Tensor>? closure = null) => Step<Options, State>(closure, (options, parameters, gradients, states) =>
    {
        var (lr, alpha, momentum) = (options.LearningRate!.Value, options.alpha!.Value, options.momentum!.Value);
        gradients = Decayed(Negated(gradients, options.maximize == true), parameters, options.weight_decay!.Value);
        Tensor[] square = [.. states.Select(state => state.square_avg!)];
        Aten.Do("_foreach_mul_.Scalar", square, alpha);
        Aten.Do("_foreach_addcmul_.Scalar", square, gradients, gradients, 1 - alpha);
        var second = square;
        if (options.centered == true)
        {
            Tensor[] average = [.. states.Select(state => state.grad_avg!)];
            Aten.Do("_foreach_mul_.Scalar", average, alpha);
            Aten.Do("_foreach_add_.List", average, gradients, 1 - alpha);
            second = Aten.List("_foreach_addcmul.Scalar", square, average, average, -1);
        }

        var denominator = Aten.List("_foreach_sqrt", second);
        Aten.Do("_foreach_add_.Scalar", denominator, options.eps!.Value);
        if (momentum > 0)
        {
            Tensor[] buffers = [.. states.Select(state => state.momentum_buffer!)];
            Aten.Do("_foreach_mul_.Scalar", buffers, momentum);
            Aten.Do("_foreach_addcdiv_.Scalar", buffers, gradients, denominator, 1);
            Aten.Do("_foreach_add_.List", parameters, buffers, -lr);
        }
        else
        {
            Aten.Do("_foreach_addcdiv_.Scalar", parameters, gradients, denominator, -lr);
        }
    });

    public class Options : OptimizerOptions
    {
        public double? alpha;
        public double? eps;
        public double? weight_decay;
        public double? momentum;
        public bool? centered;
        public bool? maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(alpha!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(momentum!.Value);
            writer.Write(centered!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            alpha = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            momentum = reader.ReadDouble();
            centered = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            alpha = other.alpha;
            eps = other.eps;
            weight_decay = other.weight_decay;
            momentum = other.momentum;
            centered = other.centered;
            maximize = other.maximize;
        }
    }

    public class State(Parameter parameter) : OptimizerState(parameter)
    {
        public long step;
        public Tensor? square_avg;
        public Tensor? grad_avg;
        public Tensor? momentum_buffer;

        public override void Initialize(OptimizerOptions options)
        {
            square_avg = ZerosLike(_parameter);
            grad_avg = ZerosLike(_parameter);
            momentum_buffer = ZerosLike(_parameter);
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            ArgumentNullException.ThrowIfNull(writer);
            writer.Write(step);
            Save(writer, square_avg);
            Save(writer, grad_avg);
            Save(writer, momentum_buffer);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            ArgumentNullException.ThrowIfNull(reader);
            step = reader.ReadInt64();
            Load(reader, ref square_avg);
            Load(reader, ref grad_avg);
            Load(reader, ref momentum_buffer);
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Copy(other.square_avg, ref square_avg);
            Copy(other.grad_avg, ref grad_avg);
            Copy(other.momentum_buffer, ref momentum_buffer);
        }

        public override void to(Device device)
        {
            Move(ref square_avg, device);
            Move(ref grad_avg, device);
            Move(ref momentum_buffer, device);
        }

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State rhs && step == rhs.step && (square_avg is null || square_avg.allclose(rhs.square_avg!)) && (grad_avg is null || grad_avg.allclose(rhs.grad_avg!)) && (momentum_buffer is null || momentum_buffer.allclose(rhs.momentum_buffer!));

        protected override void Dispose(bool disposing)
        {
            square_avg?.Dispose();
            grad_avg?.Dispose();
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

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, alpha = alpha, eps = eps, weight_decay = weight_decay, momentum = momentum, centered = centered, maximize = maximize })
        {
        }

        public double Momentum
        {
            get => Options.momentum!.Value;
            set => Options.momentum = value;
        }
    }
}
