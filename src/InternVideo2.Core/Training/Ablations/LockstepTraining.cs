using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Data;

namespace InternVideo2.Training;

/// <summary>
/// Trains the arms of one seed side by side: one batch and one answer of the teachers for all. While the arms learn from a lesson, the next one is
/// prepared. What an arm learns does not depend on the others. Does not own the trial.
/// </summary>
internal sealed class LockstepTraining<TShared> : IDisposable
    where TShared : IDisposable
{
    private const string SharedDraws = "shared.safetensors";
    private const string Header = "arms.json";

    private readonly IAblationTrial<TShared> _trial;
    private readonly ThreadTeam _team;
    private SharedLesson<TShared>? _next;

    public LockstepTraining(IReadOnlyList<AblationArm> arms, IAblationTrial<TShared> trial, string recipe, ThreadTeam team)
    {
        (_trial, _team) = (trial, team);
        Arms = [.. arms.Zip(trial.Arms, (arm, objective) => new ArmTraining<TShared>(arm, objective, trial, $"{recipe}, {arm.Name}"))];
    }

    public IReadOnlyList<ArmTraining<TShared>> Arms { get; }

    public long Step { get; private set; }

    public long Steps => Arms[0].Steps;

    /// <summary>Whether there is anything left to do.</summary>
    public bool IsDone => Step == Steps || Arms.All(arm => arm.Stopped is not null);

    /// <summary>One step of every arm that has not been stopped.</summary>
    public void TakeStep(CancellationToken cancellation)
    {
        using var lesson = _next ?? _team.Do(() => SharedLesson<TShared>.Next(_trial, cancellation));
        _next = null;
        var ahead = Step + 1 < Steps ? _team.Start(() => SharedLesson<TShared>.Next(_trial, cancellation)) : null;
        _team.DoAll(Arms.Where(arm => arm.Stopped is null).Select(arm => (Func<bool>)(() =>
        {
            arm.Learn(lesson);
            return true;
        })));
        Step++;
        _next = ahead?.GetAwaiter().GetResult();
    }

    /// <summary>Saves all arms, the data's place and the shared draws as one state.</summary>
    /// <exception cref="RunStateException">Writing failed; an older state is untouched.</exception>
    public void Save(string folder) => RunFolder.Commit(folder, Step, state =>
    {
        foreach (var (i, arm) in Arms.Index()) arm.Save(FolderOf(state, i));
        using var now = _next is null ? _trial.Random.Capture() : null;
        SafetensorsWriter.Write(Path.Combine(state, SharedDraws), (now ?? _next!.Random).States.Select(s => (s.Key, s.Value)));
        var header = new Saved(Step, _next?.Cursor ?? _trial.Data.Cursor, [.. Arms.Select(arm => arm.Stopped)]);
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        AtomicFile.Write(Path.Combine(state, Header), stream => stream.Write(json), json.Length);
    });

    /// <summary>Goes on from the state saved in a folder, bit for bit as the uninterrupted run would have.</summary>
    /// <exception cref="RunStateException">The state is damaged, or of another ablation.</exception>
    public void Load(string folder)
    {
        var state = RunFolder.Current(folder) ?? throw new RunStateException($"There is no saved ablation in '{folder}'.");
        var saved = ReadHeader(Path.Combine(state, Header));
        foreach (var (i, arm) in Arms.Index())
        {
            arm.Load(FolderOf(state, i));
            arm.Stopped = saved.Stopped[i];
        }
        using (var file = new SavedTensors(Path.Combine(state, SharedDraws)))
        {
            file.ExpectAllLike(TorchSharp.torch.random.get_rng_state(), RandomStreams.Default);
            using var snapshot = new RandomSnapshot(file.ReadAll());
            _trial.Random.Restore(snapshot);
        }
        (_trial.Data.Cursor, Step) = (saved.Cursor, saved.Step);
    }

    public void Dispose()
    {
        _next?.Dispose();
        foreach (var arm in Arms) arm.Dispose();
    }

    private Saved ReadHeader(string path)
    {
        try
        {
            var saved = JsonSerializer.Deserialize<Saved>(File.ReadAllText(path));
            if (saved?.Stopped?.Length == Arms.Count) return saved;
            throw new RunStateException($"'{path}' is of an ablation with {saved?.Stopped?.Length ?? 0} arms; this one has {Arms.Count}. Use another folder.");
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new RunStateException($"'{path}' cannot be read: {e.Message} Restore the folder from a copy, or delete it to begin anew.", e);
        }
    }

    private static string FolderOf(string state, int arm) => Path.Combine(state, $"arm-{arm}");

    private sealed record Saved(long Step, DataCursor Cursor, string?[] Stopped);
}
