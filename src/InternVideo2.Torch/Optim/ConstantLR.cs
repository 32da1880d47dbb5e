namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <inheritdoc cref="impl.ConstantLR"/>
            /// <param name="optimizer">Whose groups are turned.</param>
            /// <param name="factor">The factor, within [0, 1].</param>
            /// <param name="total_iters">Epochs it lasts.</param>
            /// <param name="last_epoch">The epoch to continue after; −1 starts.</param>
            /// <param name="verbose">Whether changes are printed.</param>
            public static LRScheduler ConstantLR(
                Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.ConstantLR(optimizer, factor, total_iters, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>Multiplies the initial rates by a factor until <c>total_iters</c> epochs have passed.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _totalIters;

                    public ConstantLR(
                        Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (factor is not (>= 0 and <= 1))
                            throw new ArgumentOutOfRangeException(nameof(factor), factor, "ConstantLR: must be within [0, 1].");
                        _factor = factor;
                        _totalIters = total_iters;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        _last_epoch == 0 ? Scaled(_factor) : _last_epoch == _totalIters ? Scaled(1 / _factor) : CurrentRates;

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        ScaledBase(_last_epoch < _totalIters ? _factor : 1);
                }
            }
        }
    }
}
