using InternVideo2.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>
/// The one training loop of all stages: next batch, losses, backward, finite check, clip, update, report, save.
/// What is learned is the objective's business, what it is learned from the source's; everything the loop itself changes can be saved
/// and loaded again bit for bit. Not thread-safe: one thread trains, others may listen.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly IObjective _objective;
    private readonly IClipSource _data;
    private readonly TrainerOptions _options;
    private readonly RandomStreams _random;
    private readonly TimeProvider _time;
    private readonly string _recipe;
    private readonly IReadOnlyList<(string Name, Parameter Parameter)> _parameters;
    private readonly Device _device;
    private readonly GroupedAdamW _optimizer;
    private readonly ISchedule _learningRate;
    private readonly ISchedule _weightDecay;
    private readonly RunState _state;
    private readonly StepClock _clock = new();
    private string? _folder;

    /// <param name="objective">What is learned. Used, not owned. Batches follow it onto its model's device.</param>
    /// <param name="data">What it is learned from. Used, not owned.</param>
    /// <param name="options">How long and how fast.</param>
    /// <param name="random">The generators of the run. Used, not owned.</param>
    /// <param name="firstStep">Where the schedules begin, with fresh moments: above 0 to go on from weights alone.</param>
    /// <param name="recipe">
    /// What else decides about the losses (weights, models), as text, e.g. a record's own; a saved run is continued only with the same one.
    /// </param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The objective has nothing to train, or a parameter under two names.</exception>
    public Trainer(
        IObjective objective, IClipSource data, TrainerOptions options, RandomStreams random,
        long firstStep = 0, string recipe = "", TimeProvider? time = null)
    {
        options.Validate();
        _recipe = recipe;
        (_objective, _data, _options, _random, _time) = (objective, data, options, random, time ?? TimeProvider.System);
        StepsPerEpoch = options.StepsPerEpoch ?? data.BatchesPerEpoch;
        _learningRate = options.LearningRateSchedule(StepsPerEpoch);
        _weightDecay = options.WeightDecaySchedule(StepsPerEpoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstStep, Steps);
        Step = firstStep;
        _parameters = Trained(objective);
        _device = _parameters[0].Parameter.device;
        _optimizer = new GroupedAdamW(_parameters, objective.NoDecayNames, options);
        _state = new RunState(_parameters, objective.Model, _optimizer, random);
    }

    /// <summary>Raised after every step, on the training thread, with a state that could be saved.</summary>
    public event Action<TrainingProgress>? StepDone;

    /// <summary>Optimiser steps done.</summary>
    public long Step { get; private set; }

    /// <summary>Optimiser steps of the whole run.</summary>
    public long Steps => _learningRate.Steps;

    public int StepsPerEpoch { get; }

    /// <summary>How the parameters are grouped in the optimiser.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _optimizer.Groups;

    /// <summary>Trains until the end of the run or for so many steps.</summary>
    /// <param name="steps">At most so many steps from here; null: to the end.</param>
    /// <param name="folder">Where the state is saved, every <see cref="TrainerOptions.CheckpointEvery"/> steps, at the end and on cancellation; null: nowhere.</param>
    /// <param name="progress">Told about every step, on this thread if it is a synchronous one such as <see cref="TextProgress"/>.</param>
    /// <param name="cancellation">Looked at between steps: the step in progress is completed, the state saved, and nothing is lost by going on later.</param>
    /// <exception cref="OperationCanceledException">After cancellation. <see cref="Run"/> may be called again.</exception>
    /// <exception cref="NonFiniteException">A loss or gradient is NaN or infinite; the state is that of the step before, and is saved if there is a
    /// folder.</exception>
    /// <exception cref="RunStateException">Saving failed, or the folder holds another run.</exception>
    public void Run(long? steps = null, string? folder = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (folder is not null)
        {
            CheckFolder(folder);
        }

        _objective.Model.train();
        var end = steps is { } count ? Math.Min(Steps, Step + count) : Steps;
        var saved = -1L;
        while (Step < end)
        {
            TrainingProgress report;
            try
            {
                cancellation.ThrowIfCancellationRequested();
                report = NextStep(cancellation);
            }
            catch (OperationCanceledException) when (folder is not null && saved != Step)
            {
                Save(folder);
                throw;
            }
            catch (NonFiniteException e) when (folder is not null && saved != Step && !e.InWeights)
            {
                Save(folder);
                throw;
            }

            progress?.Report(report);
            StepDone?.Invoke(report);
            if (folder is not null && (Step == end || (_options.CheckpointEvery > 0 && Step % _options.CheckpointEvery == 0)))
            {
                Save(folder);
                saved = Step;
            }
        }
    }

    /// <summary>Saves the state of the run. An older state in the folder is deleted once the new one is complete.</summary>
    /// <exception cref="RunStateException">Writing failed (the older state is untouched), or the folder holds another run.</exception>
    public void Save(string folder)
    {
        CheckFolder(folder);
        var header = new RunHeader
        {
            Step = Step,
            Cursor = _data.Cursor,
            Data = _data.Fingerprint,
            Options = _options,
            Recipe = _recipe,
            Files = new Dictionary<string, long>(),
        };
        _state.Save(folder, header);
        _folder = Path.GetFullPath(folder);
    }

    /// <summary>Goes back (or on) to the state saved in a folder. What follows is what would have followed there, bit for bit on a CPU.</summary>
    /// <exception cref="RunStateException">There is none, it is damaged, or it belongs to another model, data set or options. Nothing has been changed.</exception>
    public void Load(string folder)
    {
        var (header, state) = RunState.ReadHeader(folder);
        header.CheckSame(folder, _data.Fingerprint, _options, _recipe);
        _state.Load(state);
        _data.Cursor = header.Cursor;
        Step = header.Step;
        _folder = Path.GetFullPath(folder);
    }

    /// <summary>Like <see cref="Load"/> when the folder holds a state; otherwise nothing happens.</summary>
    /// <returns>Whether there was a state.</returns>
    /// <exception cref="RunStateException">The state is damaged, or of another run. Nothing has been changed.</exception>
    public bool LoadIfSaved(string folder)
    {
        if (RunFolder.Current(folder) is null)
        {
            return false;
        }

        Load(folder);
        return true;
    }

    public void Dispose() => _optimizer.Dispose();

    private TrainingProgress NextStep(CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var cursor = _data.Cursor;
        using var batch = _data.Next(cancellation).Onto(_device);
        var wait = _time.GetElapsedTime(start);
        CheckBatch(batch);
        using var before = _random.Capture();
        try
        {
            var (total, terms, norm) = Update(batch);
            var (rate, decay) = (_learningRate[Step], _weightDecay[Step]);
            Step++;
            var duration = _time.GetElapsedTime(start);
            _clock.Add(duration);
            return new TrainingProgress(
                Step, Steps, (double)Step / StepsPerEpoch, total, terms, rate, decay, norm, batch.Ids.Count,
                batch.Ids.Count / _clock.SecondsPerStep, wait, duration, TimeSpan.FromSeconds((Steps - Step) * _clock.SecondsPerStep));
        }
        catch
        {
            // The update comes last, so nothing was updated; with draws and data put back too, the state is exactly that of the step before.
            _random.Restore(before);
            _data.Cursor = cursor;
            throw;
        }
    }

    private (double Total, IReadOnlyList<(string, double)> Terms, double Norm) Update(ClipBatch batch)
    {
        using var scope = NewDisposeScope();
        _optimizer.SetRates(_learningRate[Step], _weightDecay[Step]);
        var losses = _objective.Compute(batch, _random);
        var terms = losses.Terms.Select(t => (t.Name, t.Value.ToDouble())).ToList();
        var total = losses.Total.ToDouble();
        foreach (var (name, value) in terms.Append(("total", total)))
        {
            if (!double.IsFinite(value))
            {
                throw NotFinite($"the loss '{name}' is {value}", batch);
            }
        }

        // Gradients go away rather than to zero: what becomes of a parameter that takes no part in a step is then the same before and after a restart.
        _objective.Model.zero_grad(set_to_none: true);
        losses.Total.backward();
        if (_options.Idle == IdleParameters.Coast)
        {
            _optimizer.FillIdle();
        }

        var (norm, notFinite) = GradientNorm.Measure(_parameters);
        if (notFinite is not null)
        {
            throw NotFinite($"the gradient of '{notFinite}' is not finite", batch);
        }

        if (_options.ClipNorm > 0)
        {
            GradientNorm.Clip(_parameters, norm, _options.ClipNorm);
        }

        _optimizer.Step();
        return (total, terms, norm);
    }

    private NonFiniteException NotFinite(string what, ClipBatch batch)
    {
        var parameter = NonFiniteSearch.Parameter(_parameters);
        var cause = NonFiniteSearch.Clip(batch) is { } clip ? $" because the frames of the clip '{clip}' are not finite"
            : parameter is not null ? $" because the parameter '{parameter}' is not finite"
            : ", while all frames and parameters are finite";
        return new NonFiniteException(Step + 1, what + cause, batch.Ids) { InWeights = parameter is not null };
    }

    private void CheckBatch(ClipBatch batch)
    {
        var expected = _options.BatchSize * _options.SamplesPerClip;
        if (batch.Ids.Count != expected)
        {
            throw new ArgumentException($"The data source gave a batch of {batch.Ids.Count}, but the options say {expected} (the learning rate depends on it). Give both the same batch size.");
        }
    }

    // A run is never written over another one by mistake.
    private void CheckFolder(string folder)
    {
        if (_folder != Path.GetFullPath(folder) && RunFolder.Current(folder) is { } other)
        {
            throw new RunStateException($"'{folder}' holds a saved run ('{Path.GetFileName(other)}'). Load it to continue, delete the folder, or choose another one.");
        }
    }

    private static IReadOnlyList<(string Name, Parameter Parameter)> Trained(IObjective objective)
    {
        var parameters = objective.NamedParameters().Where(p => p.Parameter.requires_grad).ToList();
        if (parameters.Count == 0)
        {
            throw new ArgumentException("The objective has no trainable parameter.", nameof(objective));
        }

        var names = new Dictionary<IntPtr, string>();
        foreach (var (name, parameter) in parameters)
        {
            if (!names.TryAdd(parameter.Handle, name))
            {
                throw new ArgumentException($"'{names[parameter.Handle]}' and '{name}' are the same parameter; list it once.", nameof(objective));
            }
        }

        return parameters;
    }
}
