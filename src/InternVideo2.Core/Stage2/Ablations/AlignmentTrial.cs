using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Encoders;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>All models of a stage-2 ablation with one seed: they begin with the same weights. Owns everything but the corpus and its loaders.</summary>
internal sealed class AlignmentTrial : IAblationTrial<SharedHearing>
{
    private readonly AlignmentArm[] _arms;
    private readonly AlignmentExam _exam;
    private readonly bool _sharesHearing;

    public AlignmentTrial(AlignmentAblation ablation, ulong seed, Corpus clips, AlignmentExam exam)
    {
        _exam = exam;
        var options = ablation.OptionsOf(seed);
        Training = options.Training;
        Random = new RandomStreams(seed);
        Data = new MediaMixer([clips], new() { BatchSize = Training.BatchSize, Seed = seed });
        // Each model has the parts that any arm needs: then equal draws make equal weights.
        _arms = [.. ablation.Variations.Select(variation => new AlignmentArm(options.CreateModel(), ablation.Tokenizer, variation.Losses, options.Phase))];
        _sharesHearing = options.Phase.FreezeAudio && _arms[0].Alignment.Audio is { } audio && _arms[0].Alignment.IsFrozen(audio);
    }

    public IClipSource Data { get; }

    public TrainerOptions Training { get; }

    public RandomStreams Random { get; }

    public IReadOnlyList<IArmObjective<SharedHearing>> Arms => _arms;

    public SharedHearing Prepare(ClipBatch batch)
    {
        if (!_sharesHearing || batch.Sound is null) return new SharedHearing(null);
        using var frozen = no_grad();
        var said = _arms[0].Alignment.Audio!.call(batch.Sound, AudioRequest.Default);
        return new SharedHearing(new FrozenOutput(said.Tokens, said.Pooled));
    }

    public IReadOnlyList<ArmMeasurement> Measure(IReadOnlyList<int> arms, ThreadTeam team, CancellationToken cancellation) =>
        team.DoAll(arms.Select(arm => (Func<ArmMeasurement>)(() => _exam.Measure(_arms[arm], cancellation))));

    public void Dispose()
    {
        Data.Dispose();
        foreach (var arm in _arms) arm.Dispose();
        Random.Dispose();
    }
}
