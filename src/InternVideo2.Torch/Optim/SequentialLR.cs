namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <inheritdoc cref="impl.SequentialLR"/>
            /// <param name="optimizer">Whose groups are turned.</param>
            /// <param name="schedulers">The rules, in order, all of this optimiser.</param>
            /// <param name="milestones">The epochs at which the next rule takes over, from its own epoch 0; one fewer than rules.</param>
            /// <param name="last_epoch">The epoch to continue after; −1 starts.</param>
            public static LRScheduler SequentialLR(
                Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) =>
                new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);

            public static partial class impl
            {
                /// <summary>One rule after the other.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;
                    private readonly int[] _milestones;

                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch + 1)
                    {
                        _schedulers = [.. schedulers];
                        _milestones = [.. milestones];
                        if (_schedulers.Length == 0 || _milestones.Length != _schedulers.Length - 1)
                        {
                            throw new ArgumentException(
                                $"SequentialLR: {_schedulers.Length} rules need {Math.Max(0, _schedulers.Length - 1)} milestones, not {_milestones.Length}.");
                        }
                        if (_schedulers.Any(scheduler => !ReferenceEquals(scheduler._optimizer, optimizer)))
                            throw new ArgumentException("SequentialLR: a rule belongs to another optimiser.", nameof(schedulers));

                        // The rules have each made their first step on the same rates: take it back, then let the first one make it again.
                        foreach (var group in optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in _schedulers) scheduler.Restart();
                        _schedulers[0].step();
                        TakeRatesOf(_schedulers[0]);
                    }

                    private protected override void Advance(int? epoch)
                    {
                        _step_count++;
                        _last_epoch = epoch ?? _last_epoch + 1;
                        var current = _milestones.Count(milestone => milestone <= _last_epoch);
                        if (current > 0 && _milestones[current - 1] == _last_epoch) _schedulers[current].step((int?)0);
                        else _schedulers[current].step();
                        TakeRatesOf(_schedulers[current]);
                    }
                }
            }
        }
    }
}
