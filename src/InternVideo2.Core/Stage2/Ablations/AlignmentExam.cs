using InternVideo2.Data.Corpora;
using InternVideo2.Evaluation;
using InternVideo2.Text;
using InternVideo2.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>
/// What trained models of a stage-2 ablation are examined on: videos with sound that nobody was trained on. Nothing is hidden from the models but the
/// words they shall guess.
/// </summary>
/// <param name="HeldOut">
/// The clips, with the columns "selected_video_caption" (T_V) and "avs_captions" (T_VAS); no two with the same T_V, for a query has one right answer.
/// </param>
public sealed record AlignmentExam(Corpus HeldOut)
{
    /// <summary>Texts T_V ask, frames are found, by contrast: the share whose own clip comes first.</summary>
    public const string Contrast = "R@1";

    /// <summary>The same after the matching head has judged the best candidates anew.</summary>
    public const string Reranked = "R@1 re-ranked";

    /// <summary>Texts T_VAS ask, frames and sound are found, by contrast; only of arms that contrast them.</summary>
    public const string Heard = "R@1 with sound";

    /// <summary>The matching head before each clip with its own T_V and with that of another clip: the share of right answers. A guess gets half of them.</summary>
    public const string Matched = "matching";

    private const string SeenColumn = "selected_video_caption";
    private const string FullColumn = "avs_captions";
    private const int Batch = 32;

    /// <summary>Best candidates that the matching head judges. 1 or more.</summary>
    public int Candidates { get; init; } = 16;

    /// <summary>Measures a model: the shares above, and the raw losses of contrast, matching and guessing words with T_V, their draws fixed.</summary>
    internal ArmMeasurement Measure(AlignmentArm arm, CancellationToken cancellation)
    {
        var (model, tokenizer) = (arm.Alignment, arm.Tokenizer);
        model.eval();
        var matcher = new AlignmentMatcher(model, tokenizer);
        var seen = Search(matcher, SeenColumn, MediaReaders.Frames(HeldOut.Frames!), arm.Losses, Candidates, cancellation);
        var shares = new Dictionary<string, Proportion>
        {
            [Contrast] = FirstPlaces(seen, ScoreKind.Contrast),
            [Reranked] = FirstPlaces(seen, ScoreKind.Matching),
            [Matched] = Judge(matcher, arm.Losses.MaxTokens, cancellation),
        };
        if (arm.Losses.Uses(LossTerm.Avtc))
            shares[Heard] = FirstPlaces(Search(matcher, FullColumn, MediaReaders.Of(HeldOut, workers: 1), arm.Losses, 0, cancellation), ScoreKind.Contrast);
        return new ArmMeasurement(Losses(model, tokenizer, arm, cancellation), shares);
    }

    private RetrievalReport Search(
        AlignmentMatcher matcher, string column, MediaReader read, AlignmentOptions losses, int candidates, CancellationToken cancellation) => RetrievalTest.Run(
        matcher,
        RetrievalSet.OfCaptions(HeldOut.Name, HeldOut.Clips.Clips, read, column, clean: text => CaptionText.Clean(text)),
        new() { Candidates = candidates, MaxTextTokens = losses.MaxTokens, MediaBatch = Batch, Bootstrap = new() { Resamples = 1 } },
        cancellation: cancellation);

    private static Proportion FirstPlaces(RetrievalReport report, ScoreKind kind) => report[kind].TextToMedia.Recall(1);

    private Proportion Judge(AlignmentMatcher matcher, int maxTokens, CancellationToken cancellation)
    {
        var (right, asked) = (0, 0);
        foreach (var clips in HeldOut.Clips.Clips.Chunk(Batch).Where(chunk => chunk.Length > 1))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var batch = MediaReaders.Frames(HeldOut.Frames!)(clips, cancellation);
            var media = matcher.EncodeMedia(batch);
            var texts = matcher.EncodeTexts([.. clips.Select(clip => CaptionText.Clean(clip.Captions[SeenColumn][0]))], maxTokens);
            using var attended = matcher.Attend(media);
            int[] own = [.. Enumerable.Range(0, clips.Length)];
            int[] others = [.. own.Select(i => (i + 1) % clips.Length)];
            right += Yes(attended.Logits(own, texts)) + (clips.Length - Yes(attended.Logits(others, texts)));
            asked += 2 * clips.Length;
        }
        return new Proportion(right, asked);
    }

    private static int Yes(Tensor logits_P2) => (int)logits_P2.select(1, 1).gt(logits_P2.select(1, 0)).sum().ToInt64();

    private Dictionary<string, double> Losses(AlignmentModel model, WordPieceTokenizer tokenizer, AlignmentArm arm, CancellationToken cancellation)
    {
        using var frozen = no_grad();
        var options = AlignmentVariation.Seen(arm.Losses) with { Beta1 = 1, Beta2 = 1, Beta3 = 1, HardNegatives = false };
        // Not disposed: it would take the model with it.
        var objective = new AlignmentObjective(model, tokenizer, options, arm.Phase with { VideoMask = null, ImageMask = null }, new() { OwnsModel = false });
        var sums = new Dictionary<string, double>();
        foreach (var (number, batch) in HeldOut.InOrder(Batch, workers: 1, cancellation: cancellation).Index())
        {
            using var scope = NewDisposeScope();
            using var draws = new RandomStreams((ulong)number);
            using (batch)
            {
                foreach (var (name, value) in objective.Compute(batch, draws).Terms)
                    sums[name] = sums.GetValueOrDefault(name) + value.ToDouble() * batch.Ids.Count / HeldOut.Clips.Clips.Count;
            }
        }
        return sums;
    }
}
