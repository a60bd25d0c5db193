namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                public class OneCycleLR : LRScheduler
                {
                    private readonly int _total_steps;
                    private readonly List<(double End, double StartRate, double EndRate, double StartMomentum, double EndMomentum)> _phases;
                    private readonly AnnealStrategy _strategy;
                    private readonly bool _cycleMomentum;

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch)
                    {
                        _total_steps = total_steps > 0 ? total_steps : epochs > 0 && steps_per_epoch > 0
                            ? epochs * steps_per_epoch
                            : throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        _strategy = anneal_strategy;
                        _cycleMomentum = cycle_momentum;
                        var initial = max_lr / div_factor;
                        var last = initial / final_div_factor;
                        var peak = (pct_start * _total_steps) - 1;
                        _phases = three_phase
                            ? [(peak, initial, max_lr, max_momentum, base_momentum), ((2 * pct_start * _total_steps) - 2, max_lr, initial, base_momentum, max_momentum), (_total_steps - 1, initial, last, max_momentum, max_momentum)]
                            : [(peak, initial, max_lr, max_momentum, base_momentum), (_total_steps - 1, max_lr, last, base_momentum, max_momentum)];
                        if (last_epoch == -1)
                        {
                            foreach (var group in optimizer.ParamGroups)
                            {
                                group.InitialLearningRate = initial;
                            }
                        }

                        step();
                    }

                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > _total_steps)
                        {
                            throw new InvalidOperationException($"Tried to step {_last_epoch + 1} times. The specified number of total steps is {_total_steps}");
                        }

                        var start = 0.0;
                        foreach (var phase in _phases)
                        {
                            if (_last_epoch <= phase.End || phase == _phases[^1])
                            {
                                var done = (_last_epoch - start) / (phase.End - start);
                                Momentum(Anneal(phase.StartMomentum, phase.EndMomentum, done));
                                var rate = Anneal(phase.StartRate, phase.EndRate, done);
                                return [.. _optimizer.ParamGroups.Select(_ => rate)];
                            }

                            start = phase.End;
                        }

                        return base.get_lr();
                    }

                    private double Anneal(double from, double to, double done) => _strategy == AnnealStrategy.Cos
                        ? to + ((from - to) / 2.0 * (1 + Math.Cos(Math.PI * done)))
                        : ((to - from) * done) + from;

                    private void Momentum(double value)
                    {
                        if (!_cycleMomentum)
                        {
                            return;
                        }

                        foreach (var group in _optimizer.ParamGroups)
                        {
                            if (group is IMomentum momentum)
                            {
                                momentum.Momentum = value;
                            }
                            else if (group is IBetas betas)
                            {
                                betas.Betas = (value, betas.Betas.Item2);
                            }
                        }
                    }
                }
            }
        }
    }
}
