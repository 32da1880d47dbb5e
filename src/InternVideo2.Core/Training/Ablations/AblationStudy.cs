using InternVideo2.Evaluation;

namespace InternVideo2.Training;

/// <summary>
/// Many variations of one experiment in one run: for each seed all arms are trained side by side on the same batches and the same shared answers
/// (a paired comparison), then measured. Finished seeds and the state of the unfinished one are kept in a folder, from which an interrupted study goes
/// on with the rows it would have had.
/// </summary>
/// <typeparam name="TShared">What all arms share about a batch.</typeparam>
public sealed class AblationStudy<TShared>
    where TShared : IDisposable
{
    private readonly IReadOnlyList<AblationArm> _arms;
    private readonly IReadOnlyList<ulong> _seeds;
    private readonly Func<ulong, IAblationTrial<TShared>> _trial;
    private readonly string _recipe;

    /// <param name="arms">The variations; one or more, with different names.</param>
    /// <param name="seeds">One or more, different. More may be added later in the same folder.</param>
    /// <param name="trial">Makes everything of one seed. Called outside any DisposeScope, on another thread.</param>
    /// <param name="recipe">What else decides about the results, as text: a folder is continued only with the same one.</param>
    /// <exception cref="ArgumentException">There are no arms or seeds, or one twice.</exception>
    public AblationStudy(IReadOnlyList<AblationArm> arms, IReadOnlyList<ulong> seeds, Func<ulong, IAblationTrial<TShared>> trial, string recipe)
    {
        Check(arms.Select(arm => arm.Name), nameof(arms));
        Check(seeds, nameof(seeds));
        (_arms, _seeds, _trial, _recipe) = (arms, seeds, trial, recipe);
    }

    /// <summary>Trains and measures whatever is not finished yet.</summary>
    /// <param name="folder">Where finished seeds, trained weights and the state of an unfinished seed are kept (every
    /// <see cref="TrainerOptions.CheckpointEvery"/> steps and on cancellation); null: nowhere.</param>
    /// <param name="progress">Told about every step, on this thread if it is a synchronous one such as <see cref="TextAblationProgress"/>.</param>
    /// <param name="threads">Threads to spread the arms over; null: as many as tensor work has.</param>
    /// <param name="cancellation">Looked at between steps: the state is saved if there is a folder, and nothing is lost by going on later.</param>
    /// <returns>A row for each arm and seed.</returns>
    /// <exception cref="OperationCanceledException">After cancellation.</exception>
    /// <exception cref="RunStateException">Saving failed, or the folder holds another study.</exception>
    public AblationTable Run(
        string? folder = null, IProgress<AblationProgress>? progress = null, int? threads = null, CancellationToken cancellation = default)
    {
        using var team = new ThreadTeam(threads);
        var clock = new StepClock();
        var rows = new List<AblationRow>();
        foreach (var (index, seed) in _seeds.Index())
        {
            var store = folder is null ? null : new AblationFolder(folder, seed, _arms, _recipe);
            if (store?.FinishedRows() is { } finished)
            {
                rows.AddRange(finished);
                continue;
            }
            // On a thread of the team, because modules must not be made inside a scope of the caller's.
            using var trial = team.Do(() => _trial(seed));
            rows.AddRange(RunSeed(seed, index, trial, team, store, clock, progress, cancellation));
        }
        return new AblationTable(_arms, rows);
    }

    private IReadOnlyList<AblationRow> RunSeed(
        ulong seed, int index, IAblationTrial<TShared> trial, ThreadTeam team, AblationFolder? store, StepClock clock,
        IProgress<AblationProgress>? progress, CancellationToken cancellation)
    {
        using var training = new LockstepTraining<TShared>(_arms, trial, _recipe, team);
        if (store?.UnfinishedState is { } saved) training.Load(saved);
        try
        {
            while (!training.IsDone)
            {
                cancellation.ThrowIfCancellationRequested();
                var begun = TimeProvider.System.GetTimestamp();
                training.TakeStep(cancellation);
                clock.Add(TimeProvider.System.GetElapsedTime(begun));
                progress?.Report(Report(seed, index, training, clock));
                var every = trial.Training.CheckpointEvery;
                if (store is not null && every > 0 && training.Step % every == 0) training.Save(store.StateFolder);
            }
            int[] sound = [.. training.Arms.Index().Where(arm => arm.Item.Stopped is null).Select(arm => arm.Index)];
            var measured = sound.Length == 0 ? [] : trial.Measure(sound, team, cancellation);
            var rows = _arms.Select((arm, i) => Row(arm, seed, training.Arms[i], Array.IndexOf(sound, i) is >= 0 and var at ? measured[at] : null)).ToList();
            store?.Finish(rows, training.Arms.Select(arm => arm.Weights()));
            return rows;
        }
        catch (OperationCanceledException) when (store is not null)
        {
            training.Save(store.StateFolder);
            throw;
        }
    }

    private AblationProgress Report(ulong seed, int index, LockstepTraining<TShared> training, StepClock clock)
    {
        var left = training.Steps - training.Step + (_seeds.Count - index - 1) * training.Steps;
        return new AblationProgress(
            seed, index + 1, _seeds.Count, training.Step, training.Steps, [.. training.Arms.Select(arm => arm.Progress)],
            1 / clock.SecondsPerStep, TimeSpan.FromSeconds(left * clock.SecondsPerStep));
    }

    private static AblationRow Row(AblationArm arm, ulong seed, ArmTraining<TShared> training, ArmMeasurement? measured) => new(
        arm.Name, seed, training.Step,
        measured?.Losses ?? new Dictionary<string, double>(),
        measured?.Accuracy ?? new Dictionary<string, Proportion>(),
        training.Stopped);

    private static void Check<T>(IEnumerable<T> values, string name)
    {
        var list = values.ToList();
        if (list.Count == 0) throw new ArgumentException($"An ablation needs {name}; there are none.", name);
        if (list.GroupBy(v => v).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw new ArgumentException($"'{twice.Key}' is among the {name} twice; results could not be told apart.", name);
    }
}
