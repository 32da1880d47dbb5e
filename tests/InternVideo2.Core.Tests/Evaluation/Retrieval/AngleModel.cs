using InternVideo2.Data;
using InternVideo2.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Evaluation.Retrieval;

/// <summary>
/// A model whose answers can be worked out by hand: medium and text number n look into the direction of n radians · <paramref name="step"/>, and the matching head says
/// <paramref name="match"/>. Text number n has n % 3 + 2 tokens. It counts what it is asked.
/// </summary>
internal sealed class AngleModel(double step, Func<int, int, float> match) : IMatchingModel
{
    public double Temperature => 0.1;

    public bool HasHead { get; init; } = true;

    public bool CanMatch(MediaType media) => HasHead;

    public int MediaEncoded { get; private set; }

    public List<(int Medium, int Text)> Pairs { get; } = [];

    /// <summary>Clips "m0", "m1", …, and texts "t0 …", "t1 …" of their own.</summary>
    public static RetrievalSet Set(int count) => new()
    {
        Name = "angles",
        Clips = Clips(count),
        Read = Read,
        Texts = [.. Enumerable.Range(0, count).Select(number => $"t{number}")],
        Truth = GroundTruth.Pairs(count),
    };

    public static IReadOnlyList<ClipEntry> Clips(int count) => [.. Enumerable.Range(0, count).Select(number => ClipEntry.OfFile($"m{number}"))];

    public static ClipBatch Read(IReadOnlyList<ClipEntry> clips, CancellationToken cancellation)
    {
        float[] numbers = [.. clips.Select(clip => float.Parse(clip.Id[1..]))];
        using var scope = NewDisposeScope();
        var frames = tensor(numbers).view(-1, 1, 1, 1, 1).expand(-1, 3, 4, 2, 2).contiguous();
        return new(scope.MoveToOuter(frames), [.. clips.Select(clip => clip.Id)]);
    }

    public EncodedMedia EncodeMedia(ClipBatch batch)
    {
        using var scope = NewDisposeScope();
        var numbers = batch.Frames.mean([1, 2, 3, 4]);
        MediaEncoded += batch.Ids.Count;
        var (vectors, tokens) = scope.MoveToOuter(Directions(numbers) * 3, numbers.view(-1, 1, 1).contiguous());
        return new(batch.Media, vectors, tokens);
    }

    public EncodedTexts EncodeTexts(IReadOnlyList<string> texts, int maxTokens)
    {
        using var scope = NewDisposeScope();
        int[] numbers = [.. texts.Select(text => int.Parse(text[1..]))];
        int[] lengths = [.. numbers.Select(number => Math.Min(Length(number), maxTokens))];
        var mask = zeros(texts.Count, lengths.Max(), dtype: ScalarType.Int64);
        for (var row = 0; row < lengths.Length; row++) mask[row].narrow(0, 0, lengths[row]).fill_(1);
        var values = tensor(numbers.Select(number => (float)number).ToArray());
        var states = values.view(-1, 1, 1).expand(-1, mask.shape[1], 2).contiguous();
        var (vectors, kept, rows) = scope.MoveToOuter(Directions(values), states, mask);
        return new(vectors, kept, rows);
    }

    public IMediaMatcher Attend(EncodedMedia media) => new Matcher(this, media);

    private static int Length(int number) => (number % 3) + 2;

    private Tensor Directions(Tensor numbers) => stack([(numbers * step).cos(), (numbers * step).sin()], 1);

    private sealed class Matcher(AngleModel model, EncodedMedia media) : IMediaMatcher
    {
        public Tensor Logits(IReadOnlyList<int> rows, EncodedTexts texts)
        {
            var logits = new float[rows.Count * 2];
            for (var i = 0; i < rows.Count; i++)
            {
                var pair = (Medium: (int)Math.Round(media.Tokens![rows[i]].mean().ToSingle()), Text: (int)Math.Round(texts.States![i, 0, 0].ToSingle()));
                if (texts.Mask![i].sum().ToInt64() != Length(pair.Text)) throw new InvalidOperationException($"The mask of text {pair.Text} is not its own.");
                model.Pairs.Add(pair);
                logits[(2 * i) + 1] = model.Match(pair.Medium, pair.Text);
            }
            return tensor(logits).view(rows.Count, 2);
        }

        public void Dispose()
        {
        }
    }

    private float Match(int medium, int text) => match(medium, text);
}
