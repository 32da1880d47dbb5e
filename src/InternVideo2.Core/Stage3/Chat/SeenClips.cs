using InternVideo2.Data;
using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// The visual rows of the clips of a batch for several requests: a clip is looked at once for each text that the Q-Former reads, however many questions
/// are about it. Its tensors belong to the scope in which it was made.
/// </summary>
internal sealed class SeenClips
{
    private readonly Tensor? seen; // N Q C
    private readonly List<long>[] rows; // of each request, in seen
    private readonly IReadOnlyList<int> views;
    private readonly int perView;
    private readonly bool tiled;

    /// <param name="model">Looks.</param>
    /// <param name="clips">The batch; stays the caller's.</param>
    /// <param name="told">For each request its clip and the text that the Q-Former reads.</param>
    /// <param name="side">Where these texts are filled up.</param>
    /// <param name="words">The Q-Former's tokenizer; null: it reads nothing.</param>
    /// <param name="maxTokens">At which these texts are cut, on the left.</param>
    public SeenClips(VideoChatModel model, ClipBatch clips, IReadOnlyList<(int Clip, string Text)> told, TextSide side, WordPieceTokenizer? words, int maxTokens)
    {
        (views, perView, tiled) = (ChatScripts.Views(clips), model.VisualRows, clips.Views.Count > 0);
        rows = [.. told.Select(_ => new List<long>())];
        if (!clips.HasFrames) return;
        var first = views.Select((_, clip) => (long)views.Take(clip).Sum()).ToArray();
        var looks = told.Select(look => words is null ? look with { Text = "" } : look).ToList();
        // Texts by themselves: beside a longer one a text would be filled up, and the Q-Former counts what fills it up among its positions.
        List<(int Clip, string Text)> distinct = [.. looks.Distinct().OrderBy(look => look.Text, StringComparer.Ordinal)];
        var parts = distinct.GroupBy(look => look.Text).Select(same =>
        {
            long[] frames = [.. same.SelectMany(look => Enumerable.Range(0, views[look.Clip]).Select(view => first[look.Clip] + view))];
            var text = words?.Sentences([.. frames.Select(_ => same.Key)], maxTokens, side: side, cut: TextSide.Left).To(model.Language.Device);
            return model.Look(clips.Frames.index_select(0, tensor(frames).to(clips.Frames.device)).to(model.Language.Device), text);
        });
        seen = cat([.. parts], 0);
        var starts = distinct.Index().ToDictionary(look => look.Item, look => (long)distinct.Take(look.Index).Sum(before => views[before.Clip]));
        foreach (var (request, look) in looks.Index())
        {
            rows[request].AddRange(Enumerable.Range(0, views[look.Clip]).Select(view => starts[look] + view));
        }
    }

    /// <summary>Places that a clip takes in a prompt.</summary>
    public VisualTokens Rows(int clip) => new(perView, Math.Max(1, views[clip]), tiled);

    /// <summary>The visual rows of some requests, one after the other: … × Q × C; null: nothing is seen. Belongs to the caller's scope.</summary>
    public Tensor? Of(IReadOnlyList<int> requests) =>
        seen?.index_select(0, tensor(requests.SelectMany(request => rows[request]).ToArray()).to(seen.device));
}
