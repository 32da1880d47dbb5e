using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>The composite model of a golden file with the file's weights, and its batches. Owns the objective.</summary>
internal sealed class GoldenAlignment : IDisposable
{
    private readonly GoldenFile golden;

    public GoldenAlignment(GoldenFile golden)
    {
        this.golden = golden;
        var config = golden.Config;
        var model = new AlignmentModel(GoldenStage2.Model(config), Initializer.Blank());
        var teacher = GoldenStage2.Teacher(config)?.Create(Initializer.Blank());
        Objective = new AlignmentObjective(
            model, GoldenStage2.Tokenizer(config), GoldenStage2.Losses(config), GoldenStage2.Phase(config), new AlignmentExtras { Teacher = teacher });
        using var scope = NewDisposeScope();
        const string Teachers = "clip_teacher.";
        var weights = golden.ReadAll("w.");
        CheckpointLoader.Load(model, OfficialKeys.Alignment, weights.Where(w => !w.Key.StartsWith(Teachers)).ToDictionary());
        if (teacher is not null)
            CheckpointLoader.Load(teacher.Network, OfficialKeys.Encoder, weights.Where(w => w.Key.StartsWith(Teachers)).ToDictionary(w => w.Key[Teachers.Length..], w => w.Value));
        model.train();
    }

    public AlignmentObjective Objective { get; }

    /// <summary>The losses of a case with the file's own draws.</summary>
    public Losses Losses(string name)
    {
        using var batch = Batch(name);
        return Objective.ComputeFrom(batch, new GoldenDraws(golden, name));
    }

    /// <summary>The batch of a case. Its tensors live in the current scope.</summary>
    public AlignmentBatch Batch(string name)
    {
        var (frames, sound) = (Optional($"in.{name}.video")?.permute(0, 2, 1, 3, 4).contiguous(), Optional($"in.{name}.audio"));
        var texts = golden.Keys($"in.{name}.input_ids").ToDictionary(
            column => column.Length == 0 ? "caption" : column[1..],
            column => new TokenBatch(golden.Read($"in.{name}.input_ids{column}"), golden.Read($"in.{name}.attention_mask{column}")));
        return new AlignmentBatch(MediaOf(frames, sound), frames, sound, golden.Read($"in.{name}.idx").data<long>().ToArray(), texts);
    }

    public void Dispose() => Objective.Dispose();

    private static MediaType MediaOf(Tensor? frames, Tensor? sound) => (frames, sound) switch
    {
        (not null, not null) => MediaType.AudioVideo,
        (null, _) => MediaType.Audio,
        _ => frames.shape[2] == 1 ? MediaType.Image : MediaType.Video,
    };

    private Tensor? Optional(string key) => golden.Has(key) ? golden.Read(key) : null;
}
