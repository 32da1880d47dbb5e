using InternVideo2.Encoders;
using InternVideo2.Teachers;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>
/// What the media of one batch look and sound like, each encoded when it is first asked for and at most once. Everything lives in the scope of the
/// step.
/// </summary>
internal sealed class AlignmentEncoding
{
    private readonly AlignmentModel model;
    private readonly AlignmentBatch batch;
    private readonly IAlignmentDraws draws;
    private readonly AlignmentPhase phase;
    private readonly IFrozenMemory memory;
    private readonly ISpatialTeacher? teacher;
    private readonly Dictionary<Sense, MediaFeatures> features = [];
    private readonly Dictionary<Sense, MediaKeys> keys = [];
    private VisionOutput? decoded;
    private SpatialTargets? targets;
    private VisibleTokens? visible;

    /// <param name="model">Encodes.</param>
    /// <param name="batch">What is encoded.</param>
    /// <param name="draws">Hides tokens and drops branches.</param>
    /// <param name="phase">Says whether tokens are hidden.</param>
    /// <param name="memory">Knows what frozen encoders say.</param>
    /// <param name="teacher">Is asked about the frames; null: nobody is.</param>
    public AlignmentEncoding(
        AlignmentModel model, AlignmentBatch batch, IAlignmentDraws draws, AlignmentPhase phase, IFrozenMemory memory, ISpatialTeacher? teacher) =>
        (this.model, this.batch, this.draws, this.phase, this.memory, this.teacher) = (model, batch, draws, phase, memory, teacher);

    /// <summary>Tokens and vector of a sense.</summary>
    public MediaFeatures Features(Sense sense)
    {
        if (features.TryGetValue(sense, out var known)) return known;
        return features[sense] = sense switch
        {
            Sense.Vision => See(),
            Sense.Audio => Hear(),
            _ => model.Joined(Features(Sense.Audio), Features(Sense.Vision)),
        };
    }

    /// <summary>Keys and values of a sense for all fusion layers: made once for every pair and every guess.</summary>
    public MediaKeys Keys(Sense sense) => keys.TryGetValue(sense, out var known) ? known : keys[sense] = model.Text.Media(Features(sense).Tokens);

    /// <summary>How far the tokens are from the teacher's (stage 2, 7.5): a scalar.</summary>
    public Tensor TeacherDistance(double middle, double final)
    {
        Features(Sense.Vision);
        var wanted = visible is null ? targets!.Middle : visible.PickTokens(targets!.Middle);
        var terms = new List<Tensor>();
        if (middle > 0) terms.Add(FeatureDistance.Of(decoded!.Middle, wanted, LossTerm.Uta.Label()).mul(middle));
        if (final > 0) terms.Add(FeatureDistance.Of([decoded!.Final!], targets.Final.unsqueeze(0), LossTerm.Uta.Label()).mul(final));
        return terms.Aggregate((sum, term) => sum.add(term));
    }

    private MediaFeatures See()
    {
        var frames = batch.Frames ?? throw Lacks("frames");
        var tower = model.Vision;
        if (teacher is not null) targets = teacher.Teach(frames);
        if (phase.MaskOf(batch.Media) is { } mask)
        {
            var options = tower.Options.Encoder;
            var grid = options.IsPicture(frames) ? options.PictureGrid : options.Grid;
            visible = VisibleTokens.FromMask(draws.Mask(mask.Kind, (int)frames.shape[0], grid, mask.Ratio, targets?.Attention), frames.device);
        }
        if (teacher is null && model.IsFrozen(tower))
        {
            var said = visible is null ? memory.Recall(tower, frames, some => Ask(tower, some, null)) : Ask(tower, frames, visible);
            return model.Seen(said.Tokens, said.Pooled);
        }
        decoded = tower.call(frames, new VisionRequest { Visible = visible, ForTeacher = teacher is not null, Drops = draws.Drops });
        return model.Seen(decoded.Tokens, decoded.Pooled);
    }

    private MediaFeatures Hear()
    {
        var sound = batch.Sound ?? throw Lacks("sound");
        var encoder = model.Audio ?? throw AlignmentModel.Deaf();
        if (model.IsFrozen(encoder))
        {
            var said = memory.Recall(encoder, sound, some => Ask(encoder, some));
            return model.Heard(said.Tokens, said.Pooled);
        }
        var output = encoder.call(sound, new AudioRequest { Drops = draws.Drops });
        return model.Heard(output.Tokens, output.Pooled);
    }

    private static FrozenOutput Ask(VisionTower tower, Tensor frames, VisibleTokens? visible)
    {
        using var frozen = no_grad();
        var output = tower.call(frames, new VisionRequest { Visible = visible });
        return new FrozenOutput(output.Tokens, output.Pooled);
    }

    private static FrozenOutput Ask(AudioEncoder encoder, Tensor sound)
    {
        using var frozen = no_grad();
        var output = encoder.call(sound, AudioRequest.Default);
        return new FrozenOutput(output.Tokens, output.Pooled);
    }

    private InvalidOperationException Lacks(string what) => new(
        $"A loss of media of type {batch.Media} needs {what}, which this batch has not. Look at its loader, or switch the pair off in "
        + $"{nameof(AlignmentOptions)}.{nameof(AlignmentOptions.Pairs)}.");
}
