using System.Buffers.Binary;
using System.Security.Cryptography;
using InternVideo2.Data;
using InternVideo2.Text;

namespace InternVideo2.Language.Training;

/// <summary>
/// Texts as batches for a language model (<see cref="ClipBatch.Tokens"/>): each is encoded once, between begin and end tokens, and lies in a row as a whole, by
/// itself or with others. Rows are made once; their order is drawn anew in every epoch. <see cref="DataCursor.Position"/> counts rows.
/// </summary>
public sealed class TextRows : IClipSource
{
    // Purposes of draws.
    private const ulong PackingStream = 1;
    private const ulong OrderStream = 2;

    private readonly IReadOnlyList<int[]> rows;
    private readonly int padding;
    private (int Epoch, int[] Order) order = (-1, []);

    /// <param name="texts">What is learned from. An end token that a text writes itself is not repeated.</param>
    /// <param name="tokenizer">Encodes them.</param>
    /// <param name="options">How; validated here.</param>
    /// <exception cref="ArgumentException">A text is longer than a row, there are fewer rows than a batch has, or an option is out of its range.</exception>
    public TextRows(IReadOnlyList<TrainingText> texts, ILanguageTokenizer tokenizer, TextRowsOptions options)
    {
        options.Validate();
        Options = options;
        int[][] encoded = [.. texts.Select(text => Framed(tokenizer, text))];
        foreach (var (text, ids) in texts.Zip(encoded))
        {
            if (ids.Length <= options.RowLength) continue;
            throw new ArgumentException(
                $"A text has {ids.Length} tokens, a row holds {options.RowLength}: '{Beginning(text.ToString())}'. Make the rows longer, or cut the text.", nameof(texts));
        }
        var places = new SeededRandom(options.Seed, PackingStream).Permutation(encoded.Length);
        rows = TextPacking.Pack([.. places.Select(place => encoded[place])], options.RowLength, options.Packed);
        Tokens = encoded.Sum(text => (long)text.Length);
        padding = tokenizer.Padding ?? 0;
        Fingerprint = Print();
        if (rows.Count < options.BatchSize)
        {
            throw new ArgumentException(
                $"{texts.Count} texts fill {rows.Count} rows of {options.RowLength} tokens; a batch has {options.BatchSize}. Give more texts, or make the batch smaller.", nameof(texts));
        }
    }

    public TextRowsOptions Options { get; }

    /// <summary>Tokens of all texts, begin and end tokens included.</summary>
    public long Tokens { get; }

    /// <summary>Rows of an epoch.</summary>
    public int Rows => rows.Count;

    public int BatchesPerEpoch => rows.Count / Options.BatchSize;

    public DataCursor Cursor
    {
        get;
        set
        {
            if (value.Epoch < 0 || value.Position < 0 || value.Position > rows.Count)
                throw new ArgumentOutOfRangeException(nameof(value), value, $"The cursor must lie in an epoch from 0 and at a row 0 … {rows.Count}.");
            field = value;
        }
    }

    public string Fingerprint { get; }

    public ClipBatch Next(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var (epoch, position) = Cursor;
        // What is left of an epoch and does not fill a batch is left out.
        if (position + Options.BatchSize > rows.Count) (epoch, position) = (epoch + 1, 0);
        var chosen = Order(epoch)[position..(position + Options.BatchSize)];
        Cursor = new DataCursor(epoch, position + Options.BatchSize);
        return new ClipBatch(null, [.. chosen.Select(row => FormattableString.Invariant($"row {row}"))])
        {
            Media = MediaType.Text,
            Tokens = TokenBatch.Of([.. chosen.Select(row => rows[row])], padding, Options.Packed ? Options.RowLength : null),
        };
    }

    public void Dispose()
    {
    }

    private static string Beginning(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static int[] Framed(ILanguageTokenizer tokenizer, TrainingText text)
    {
        int[] ids = [.. text.Pieces.SelectMany(tokenizer.Encode)];
        int[] begin = tokenizer.Begin is { } first ? [first] : [];
        int[] end = tokenizer.End is { } last && (ids.Length == 0 || ids[^1] != last) ? [last] : [];
        return [.. begin, .. ids, .. end];
    }

    private int[] Order(int epoch)
    {
        if (order.Epoch != epoch) order = (epoch, new SeededRandom(Options.Seed, OrderStream, (ulong)epoch).Permutation(rows.Count));
        return order.Order;
    }

    private string Print()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (var row in rows)
        {
            foreach (var id in row.Append(-1))
            {
                BinaryPrimitives.WriteInt32LittleEndian(number, id);
                hash.AppendData(number);
            }
        }
        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        return FormattableString.Invariant($"{rows.Count} rows of {(Options.Packed ? "" : "up to ")}{Options.RowLength}, batch {Options.BatchSize}, seed {Options.Seed}, {digest[..16]}");
    }
}
