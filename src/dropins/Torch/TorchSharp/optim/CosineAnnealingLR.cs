namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _period;
                    private readonly double _minimum;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0.0, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch)
                    {
                        (_period, _minimum) = (T_max, eta_min);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        // The recursive form of the schedule, so that other changes of the rate are kept.
                        var before = 1 + Math.Cos(Math.PI * (_last_epoch - 1) / _period);
                        return _optimizer.ParamGroups.Zip(_base_lrs, (group, rate) =>
                            _last_epoch == 0
                                ? group.LearningRate
                                : (_last_epoch - 1 - _period) % (2 * _period) == 0
                                    ? group.LearningRate + ((rate - _minimum) * (1 - Math.Cos(Math.PI / _period)) / 2)
                                    : ((1 + Math.Cos(Math.PI * _last_epoch / _period)) / before * (group.LearningRate - _minimum)) + _minimum);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => _minimum + ((rate - _minimum) * (1 + Math.Cos(Math.PI * _last_epoch / _period)) / 2));
                }
            }
        }
    }
}
