using System.Globalization;
using InternVideo2.Encoders;
using InternVideo2.Notebook.Svg;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Notebook;

/// <summary>
/// What the queries of a Q-Former look at: a row of frames for each, under a heat of one colour for each patch, and the share of the query's attention that each
/// frame gets. Colours span each query's own range, so they compare patches, not queries.
/// </summary>
public sealed class QueryAttention : PictureView
{
    private const double NarrowestFrame = 92, WidestFrame = 160, SheetRoom = 512;
    private const int UsualQueries = 8;

    private readonly string? _title;
    private readonly IReadOnlyList<double[]> _patches;

    /// <param name="clip">Frames as the model gets them, T or a multiple of T (tubelets) of them. Not copied.</param>
    /// <param name="weights">For each query T·G² weights ≥ 0 in token order, or 1 + T·G² with the class token first, which is not shown.</param>
    /// <param name="title">Null: the file name.</param>
    /// <param name="times">T, temporal positions. Null: one for each frame.</param>
    /// <param name="queries">Numbers of the queries that are shown, from 0. Null: the eight that choose most, in their order.</param>
    /// <exception cref="ArgumentException">There is no query, or the number of weights fits no square grid on these frames.</exception>
    public QueryAttention(VideoClip clip, IReadOnlyList<IReadOnlyList<double>> weights, string? title = null, int? times = null, IReadOnlyList<int>? queries = null)
    {
        if (weights.Count == 0) throw new ArgumentException("There is no query to show.", nameof(weights));
        (Clip, _title) = (clip, title);
        Grid = PatchPlaces.GridOf(weights[0].Count, clip, times);
        if (weights.FirstOrDefault(query => query.Count != weights[0].Count) is { } odd)
            throw new ArgumentException($"The first query has {weights[0].Count} weights, another one {odd.Count}; all look at the same tokens.", nameof(weights));
        _patches = [.. weights.Select(query => query.Skip(query.Count - Grid.Count).ToArray())];
        Queries = queries ?? [.. Enumerable.Range(0, _patches.Count).OrderBy(Evenness).Take(UsualQueries).Order()];
    }

    /// <inheritdoc cref="QueryAttention(VideoClip, IReadOnlyList{IReadOnlyList{double}}, string?, int?, IReadOnlyList{int}?)"/>
    /// <param name="clip">Frames as the model gets them, T or a multiple of T (tubelets) of them. Not copied.</param>
    /// <param name="weights">Queries × tokens, of one clip; used, not owned.</param>
    /// <param name="title">Null: the file name.</param>
    /// <param name="times">T, temporal positions. Null: one for each frame.</param>
    /// <param name="queries">Numbers of the queries that are shown, from 0. Null: the eight that choose most, in their order.</param>
    public QueryAttention(VideoClip clip, Tensor weights, string? title = null, int? times = null, IReadOnlyList<int>? queries = null)
        : this(clip, Rows(weights), title, times, queries)
    {
    }

    public VideoClip Clip { get; }

    public TokenGrid Grid { get; }

    /// <summary>Numbers of the queries that are shown.</summary>
    public IReadOnlyList<int> Queries { get; }

    /// <inheritdoc/>
    protected override double PixelRatio => FrameSheet.PixelRatioFor(Clip);

    /// <summary>How much of what a query gives to all patches it gives to those of each temporal position; sums to 1.</summary>
    public IReadOnlyList<double> Shares(int query)
    {
        var total = _patches[query].Sum();
        return [.. _patches[query].Chunk(Grid.Side * Grid.Side).Select(patches => total > 0 ? patches.Sum() / total : 0)];
    }

    public override string ToString() => string.Join('\n', Queries.Select(query => $"  query {query}: {string.Join(" ", Shares(query).Select(Percent))}").Prepend($"{FrameCaptions.Title(Clip, _title)}: {Facts()}"));

    private protected override SvgCanvas Draw() => new FrameSheet
    {
        Clip = Heated(),
        Title = FrameCaptions.Title(Clip, _title),
        Subtitle = Facts(),
        Captions = [.. Queries.SelectMany(query => Shares(query).Select((share, time) => time == 0 ? $"q{query} · {Percent(share)}" : Percent(share)))],
        Columns = Grid.Times,
        FrameWidth = FrameWidth(),
        PixelRatio = PixelRatio,
        Over = DrawShare,
    }.Draw();

    private static IReadOnlyList<double[]> Rows(Tensor weights) => weights.dim() == 2
        ? [.. TensorData.ToArray(weights).Chunk((int)weights.shape[1])]
        : throw new ArgumentException($"Expected weights of queries × tokens, got {TensorData.Shape(weights)}; take one clip of a batch.", nameof(weights));

    /// <summary>A row of frames for each query, the middle one of each temporal position.</summary>
    private VideoClip Heated()
    {
        var perTime = Clip.Frames / Grid.Times;
        var pixels = new List<byte>(Queries.Count * Grid.Times * Clip.Height * Clip.Width * 3);
        foreach (var query in Queries)
        {
            var weights = _patches[query];
            var (low, high) = (weights.Min(), weights.Max());
            var heat = Array.ConvertAll(weights, w => high > low ? (w - low) / (high - low) : 0);
            // The colder, the more of the picture is left to be recognised.
            var painted = Grid.Repaint(Clip, (token, color) => Rgb.Mix(color, ColorScale.Inferno.At(heat[token]), 0.15 + (0.6 * heat[token])));
            for (var time = 0; time < Grid.Times; time++) pixels.AddRange(painted.Frame((time * perTime) + (perTime / 2)));
        }
        return Clip with { Pixels = [.. pixels], Frames = Queries.Count * Grid.Times, Timestamps = [], Indices = [] };
    }

    /// <summary>A bar at the lower edge of the frame, as wide as its share.</summary>
    private void DrawShare(SvgCanvas canvas, int frame, double width, double height)
    {
        var share = Shares(Queries[frame / Grid.Times])[frame % Grid.Times];
        canvas.Rect(0, height - 4, width * share, 4, Palette.Sky);
    }

    // Whole device pixels for each of a small model's own.
    private double FrameWidth()
    {
        var room = Math.Clamp(SheetRoom / Grid.Times, NarrowestFrame, WidestFrame);
        var times = Math.Floor(room * PixelRatio / Clip.Width);
        return times >= 1 ? Clip.Width * times / PixelRatio : room;
    }

    /// <summary>Entropy of the weights: the lower, the fewer patches a query looks at.</summary>
    private double Evenness(int query)
    {
        var total = _patches[query].Sum();
        return -_patches[query].Where(weight => weight > 0).Sum(weight => weight / total * Math.Log(weight / total));
    }

    private string Facts() =>
        $"bright: looked at most; below: share of each frame · {(Queries.Count == _patches.Count ? $"{_patches.Count} queries" : $"{Queries.Count} of {_patches.Count} queries")} · {Grid} patches";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");
}
