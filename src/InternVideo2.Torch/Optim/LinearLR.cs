namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <inheritdoc cref="impl.LinearLR"/>
            /// <param name="optimizer">Whose groups are turned.</param>
            /// <param name="start_factor">The factor of epoch 0, within (0, 1].</param>
            /// <param name="end_factor">The factor from then on, within [0, 1].</param>
            /// <param name="total_iters">Epochs of the line.</param>
            /// <param name="last_epoch">The epoch to continue after; −1 starts.</param>
            /// <param name="verbose">Whether changes are printed.</param>
            public static LRScheduler LinearLR(
                Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>Moves the factor on the initial rates in a straight line from its start to its end.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double _start;
                    private readonly double _end;
                    private readonly int _totalIters;

                    public LinearLR(
                        Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (start_factor is not (> 0 and <= 1))
                            throw new ArgumentOutOfRangeException(nameof(start_factor), start_factor, "LinearLR: must be within (0, 1].");
                        if (end_factor is not (>= 0 and <= 1))
                            throw new ArgumentOutOfRangeException(nameof(end_factor), end_factor, "LinearLR: must be within [0, 1].");
                        _start = start_factor;
                        _end = end_factor;
                        _totalIters = total_iters;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch == 0) return Scaled(_start);
                        if (_last_epoch > _totalIters) return CurrentRates;
                        var slope = _end - _start;
                        return Scaled(1 + slope / (_totalIters * _start + (_last_epoch - 1) * slope));
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        ScaledBase(_start + (_end - _start) * Math.Min(_totalIters, _last_epoch) / _totalIters);
                }
            }
        }
    }
}
