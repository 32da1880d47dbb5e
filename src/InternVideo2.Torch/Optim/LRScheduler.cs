namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Sets the learning rates of an optimiser's groups by a rule. Construction sets those of epoch 0; each <see cref="step()"/> goes
            /// on by one. An epoch is whatever the caller makes of it: a pass over the data, or one optimiser step.
            /// </summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                internal Optimizer _optimizer = null!;
                internal int _last_epoch = -1;
                internal IReadOnlyList<double> _base_lrs = [];

                private readonly bool _verbose;
                private double[] _lastRates = [];

                protected LRScheduler()
                {
                }

                /// <param name="optimizer">Whose groups are turned.</param>
                /// <param name="last_epoch">The epoch to continue after; −1 starts.</param>
                /// <param name="verbose">Whether changes are printed.</param>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    _base_lrs = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _lastRates = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
                }

                /// <summary>Goes on by one epoch.</summary>
                public virtual void step() => step((int?)null);

                /// <summary>Jumps to an epoch, by the rule's closed form; null goes on by one.</summary>
                public virtual void step(int? epoch) => Advance(epoch);

                private protected virtual void Advance(int? epoch)
                {
                    _step_count++;
                    _last_epoch = epoch ?? _last_epoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToArray();
                    foreach (var (group, rate) in _optimizer.ParamGroups.Zip(rates)) group.LearningRate = rate;
                    if (_verbose && !rates.AsSpan().SequenceEqual(_lastRates))
                        Console.WriteLine($"Epoch {_last_epoch}: learning rates {string.Join(", ", rates)}");
                    _lastRates = rates;
                }

                /// <summary>The same as <see cref="step(int?)"/>, for rules that watch a figure of merit; others ignore it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates set last, one per group.</summary>
                public IEnumerable<double> get_last_lr() => _lastRates;

                /// <summary>The rates of the epoch just entered, possibly from the current ones.</summary>
                protected virtual IEnumerable<double> get_lr() => CurrentRates;

                /// <summary>The rates of the epoch just entered, from the initial ones.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                private protected IEnumerable<double> CurrentRates => _optimizer.ParamGroups.Select(group => group.LearningRate);

                private protected IEnumerable<double> Scaled(double factor) => CurrentRates.Select(rate => rate * factor);

                private protected IEnumerable<double> ScaledBase(double factor) => _base_lrs.Select(rate => rate * factor);

                internal void TakeRatesOf(LRScheduler other) => _lastRates = [.. other._lastRates];

                internal void Restart()
                {
                    _last_epoch--;
                    _step_count = 0;
                }
            }
        }
    }
}
