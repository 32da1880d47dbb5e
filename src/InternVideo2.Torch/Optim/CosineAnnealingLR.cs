namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <inheritdoc cref="impl.CosineAnnealingLR"/>
            /// <param name="optimizer">Whose groups are turned.</param>
            /// <param name="T_max">Epochs down to the minimum.</param>
            /// <param name="eta_min">The rate there.</param>
            /// <param name="last_epoch">The epoch to continue after; −1 starts.</param>
            /// <param name="verbose">Whether changes are printed.</param>
            public static LRScheduler CosineAnnealingLR(
                Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>Moves the rates from the initial ones to <c>eta_min</c> along half a cosine of <c>T_max</c> epochs.</summary>
                /// <remarks>Loshchilov and Hutter, SGDR (2017), without the restarts.</remarks>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _tMax;
                    private readonly double _etaMin;

                    public CosineAnnealingLR(
                        Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _tMax = T_max;
                        _etaMin = eta_min;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0) return CurrentRates;
                        if (_step_count == 1 && _last_epoch > 0) return get_closed_form_lr();
                        if ((_last_epoch - 1 - _tMax) % (2 * _tMax) == 0)
                        {
                            var rise = (1 - Math.Cos(Math.PI / _tMax)) / 2;
                            return CurrentRates.Zip(_base_lrs, (rate, initial) => rate + (initial - _etaMin) * rise);
                        }
                        var ratio = (1 + Math.Cos(Math.PI * _last_epoch / _tMax)) / (1 + Math.Cos(Math.PI * (_last_epoch - 1) / _tMax));
                        return CurrentRates.Select(rate => ratio * (rate - _etaMin) + _etaMin);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => _etaMin + (rate - _etaMin) * (1 + Math.Cos(Math.PI * _last_epoch / _tMax)) / 2);
                }
            }
        }
    }
}
