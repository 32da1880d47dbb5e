using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Notebook.Tests.Views.Retrieval;

/// <summary>A report made by hand: three media whose brightness is their number, three texts; the third text finds its medium last.</summary>
internal static class TestReport
{
    public static readonly float[] Cosines = [0.9f, 0.2f, 0.7f, 0.3f, 0.8f, 0.6f, 0.1f, 0.4f, 0.5f];

    public static RetrievalReport Create()
    {
        var set = new RetrievalSet
        {
            Name = "by hand",
            Clips = [.. Enumerable.Range(0, 3).Select(number => ClipEntry.OfFile($"clip {number}"))],
            Read = (clips, _) => new(full([clips.Count, 3, 1, 8, 8], float.Parse(clips[0].Id[^1..])), [.. clips.Select(clip => clip.Id)]),
            Texts = ["a <red> star", "a blue ring", "a green cross that moves to the left quickly on a striped background"],
            Truth = GroundTruth.Pairs(3),
        };
        var scores = new RetrievalScores(
            new ScoreMatrix(3, 3, Cosines),
            new MatchedPairs([[new(0, 2)], [new(1, 3)], [new(2, 1)]], [[new(0, 2)], [new(1, 3)], [new(0, 1)]]), 1, 1);
        var protocol = new RetrievalProtocol
        {
            Set = set.Name,
            Media = MediaType.Video,
            MediaCount = 3,
            TextCount = 3,
            Prompts = 1,
            Truth = $"{set.Truth}",
            Frames = 1,
            MaxTextTokens = 32,
            TextsAtLimit = 0,
            Candidates = 1,
            CandidatesByDualSoftmax = false,
            DualSoftmaxScale = 1,
            Bootstrap = new(),
        };
        return new(set, protocol, scores, [.. scores.Kinds.Select(kind => new RetrievalScore(kind, Ranks(kind, RetrievalDirection.MediaToText), Ranks(kind, RetrievalDirection.TextToMedia)))]);

        RetrievalRanks Ranks(ScoreKind kind, RetrievalDirection direction) =>
            RetrievalRanks.Of(scores.Matrix(kind, direction), direction, direction == RetrievalDirection.MediaToText ? set.Truth.TextsOf : set.Truth.MediaOf);
    }

    /// <summary>A clip whose middle frame has the brightness 80 × number.</summary>
    public static VideoClip Picture(int number)
    {
        var pixels = new byte[3 * 10 * 20 * 3];
        pixels.AsSpan(10 * 20 * 3, 10 * 20 * 3).Fill((byte)(number * 80));
        return new(pixels, 3, 10, 20, [], [], "");
    }
}
