using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using InternVideo2.Tests.Evaluation.Retrieval;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>
/// The whole zero-shot evaluation of a composite model, from captions and frames to metrics, agrees with the official one: cosines, dual softmax,
/// re-ranking of the best candidates, and the demo's ranking.
/// </summary>
public sealed class RetrievalPipelineGoldenTests
{
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage2/eval_retrieval_pipeline")]
    public void Scores_metrics_and_demo(string file)
    {
        using var golden = new GoldenFile(file);
        using var model = new AlignmentModel(GoldenStage2.Model(golden.Config), Initializer.Blank());
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(model, OfficialKeys.Alignment, golden.ReadAll("w."));
        var folder = Path.GetDirectoryName(GoldenFolder.FullPath(file))!;
        var tokenizer = WordPieceTokenizer.Load(Path.Combine(folder, golden.Text("vocab_file", "tokenizer_tiny_vocab.txt")));
        var matcher = new AlignmentMatcher(model, tokenizer);
        string[] texts = [.. golden.Config.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];
        using var frames = golden.Read("in.video").permute(0, 2, 1, 3, 4).contiguous();
        CheckTokens(golden, tokenizer, texts);

        var report = RetrievalTest.Run(matcher, new RetrievalSet
        {
            Name = file,
            Clips = [.. Enumerable.Range(0, (int)frames.shape[0]).Select(number => ClipEntry.OfFile($"{number}"))],
            Read = (clips, _) => Pick(frames, clips),
            Texts = texts,
            Truth = RetrievalGoldenTests.Truth(golden.Config),
        }, new RetrievalOptions { Candidates = golden.Int("k_test"), MaxTextTokens = golden.Int("max_length"), MediaBatch = 2, TextBatch = 3, PairBatch = 5 });

        foreach (var score in report.Results)
        {
            golden.Check($"out.{score.Name}_m2t", Softmax(report, score.Kind, RetrievalDirection.MediaToText), Tolerance);
            golden.Check($"out.{score.Name}_t2m", Softmax(report, score.Kind, RetrievalDirection.TextToMedia), Tolerance);
            RetrievalGoldenTests.CheckOfficial(golden.Config.GetProperty("results").GetProperty(score.Name), score);
        }
        golden.Check("out.raw_cosine_m2t", RetrievalGoldenTests.AsTensor(report.Scores.Cosines), Tolerance);
        CheckDemo(golden, matcher, frames, texts);
    }

    private static void CheckTokens(GoldenFile golden, WordPieceTokenizer tokenizer, string[] texts)
    {
        var tokens = tokenizer.Batch(texts, golden.Int("max_length"), padTo: golden.Int("max_length"));
        Assert.Equal(golden.Read("in.input_ids").data<long>().ToArray(), tokens.Ids.data<long>().ToArray());
        Assert.Equal(golden.Read("in.attention_mask").data<long>().ToArray(), tokens.Mask.to(ScalarType.Int64).data<long>().ToArray());
    }

    private static void CheckDemo(GoldenFile golden, AlignmentMatcher matcher, Tensor frames, string[] texts)
    {
        using var batch = new ClipBatch(frames.alias(), [.. Enumerable.Range(0, (int)frames.shape[0]).Select(number => $"{number}")]);
        var count = (int)golden.Read("out.demo.top3_indices").shape[1];
        var ranked = TextChoice.Of(matcher, batch, texts, count);
        Assert.Equal(golden.Read("out.demo.top3_indices").data<long>().ToArray(), ranked.SelectMany(row => row.Select(text => (long)text.Index)));
        golden.Check("out.demo.top3_probs", tensor(ranked.SelectMany(row => row.Select(text => (float)text.Probability)).ToArray()).view(-1, count), 1e-4);
    }

    private static ClipBatch Pick(Tensor frames, IReadOnlyList<ClipEntry> clips)
    {
        using var scope = NewDisposeScope();
        return new(scope.MoveToOuter(stack(clips.Select(clip => frames[long.Parse(clip.Id)]))), [.. clips.Select(clip => clip.Id)]);
    }

    private static Tensor Softmax(RetrievalReport report, ScoreKind kind, RetrievalDirection direction) =>
        RetrievalGoldenTests.AsTensor(report.Scores.Matrix(kind, direction).Softmax());
}
