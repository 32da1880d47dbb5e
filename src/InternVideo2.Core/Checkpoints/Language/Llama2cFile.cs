using System.Buffers.Binary;
using InternVideo2.Language;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// A checkpoint of llama2.c in its first format (version 0): seven numbers, then float32 matrices one after the other, under LLaMA's own names. Mapped;
/// its whole length is checked at opening. Use <see cref="OriginalLlama"/> to read it as a <see cref="LanguageModel"/>.
/// </summary>
public sealed class Llama2cFile : ICheckpoint
{
    private const int HeaderBytes = 7 * sizeof(int);

    // Larger ones would overflow a size; no such model was ever stored in this format.
    private const int Limit = 1 << 20;

    // "ak42", with which later versions begin.
    private const int LaterMark = 0x616b3432;

    private readonly MappedFile file;
    private readonly OrderedDictionary<string, (CheckpointEntry Entry, long Offset)> places = [];

    private Llama2cFile(MappedFile file, LanguageModelOptions options)
    {
        (this.file, Options) = (file, options);
        var (width, hidden) = ((long)options.Width, (long)options.HiddenWidth);
        var (depth, shared) = (options.Depth, (long)options.KeyHeadCount * options.ChannelsPerHead);
        Place("tok_embeddings.weight", options.VocabularySize, width);
        Place(depth, "attention_norm.weight", width);
        Place(depth, "attention.wq.weight", width, width);
        Place(depth, "attention.wk.weight", shared, width);
        Place(depth, "attention.wv.weight", shared, width);
        Place(depth, "attention.wo.weight", width, width);
        Place(depth, "ffn_norm.weight", width);
        Place(depth, "feed_forward.w1.weight", hidden, width);
        Place(depth, "feed_forward.w2.weight", width, hidden);
        Place(depth, "feed_forward.w3.weight", hidden, width);
        Place("norm.weight", width);
        // Two tables of the positions' cosines and sines, which follow from the sizes.
        End += (long)options.MaxPositions * options.ChannelsPerHead * sizeof(float);
        if (!options.TiedHead) Place("output.weight", options.VocabularySize, width);
        Entries = new OrderedDictionary<string, CheckpointEntry>(places.Select(place => KeyValuePair.Create(place.Key, place.Value.Entry)));
    }

    /// <inheritdoc/>
    public string Path => file.Path;

    /// <summary>The sizes that the file gives.</summary>
    public LanguageModelOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, CheckpointEntry> Entries { get; }

    private long End { get; set; } = HeaderBytes;

    /// <summary>Maps a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">It is of another format, or shorter or longer than its sizes say.</exception>
    public static Llama2cFile Open(string path)
    {
        if (new FileInfo(path).Length < HeaderBytes)
            throw new CheckpointException(path, "the file is too short", expected: $"at least {HeaderBytes} bytes", actual: $"{new FileInfo(path).Length}");
        var map = MappedFile.Open(path);
        try
        {
            var file = new Llama2cFile(map, ReadHeader(path, map.Slice(0, HeaderBytes)));
            return file.End == map.Length ? file : throw file.WrongLength($"{file.End} bytes");
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        if (!places.TryGetValue(name, out var place))
            throw new CheckpointException(Path, "the checkpoint has no such tensor", name, actual: $"{places.Count} other tensors");
        return TensorFill.From((from, to) => file.Slice(place.Offset + from, to.Length).CopyTo(to), SafetensorsDtype.F32, place.Entry.Shape);
    }

    public void Dispose() => file.Dispose();

    private static LanguageModelOptions ReadHeader(string path, ReadOnlySpan<byte> bytes)
    {
        var numbers = new int[7];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        if (numbers[0] == LaterMark)
        {
            throw new CheckpointException(path, "it is a llama2.c checkpoint of a later version", expected: "version 0", actual: $"version {numbers[1]}",
                advice: "Export the model again with '--version 0', or as a folder of Hugging Face.");
        }
        var vocabulary = Math.Abs((long)numbers[5]);
        if (numbers.Where((_, i) => i != 5).Append((int)Math.Min(vocabulary, int.MaxValue)).Any(number => number is < 1 or > Limit))
        {
            throw new CheckpointException(path, "the first seven numbers are no sizes of a language model",
                expected: $"each from 1 to {Limit}", actual: string.Join(", ", numbers), advice: "This is not a llama2.c checkpoint of version 0.");
        }
        var options = new LanguageModelOptions
        {
            Width = numbers[0],
            HiddenWidth = numbers[1],
            Depth = numbers[2],
            Heads = numbers[3],
            KeyHeads = numbers[4],
            VocabularySize = (int)vocabulary,
            MaxPositions = numbers[6],
            NormEpsilon = 1e-5,
            // A negative size of the vocabulary is the format's sign for a head of its own.
            TiedHead = numbers[5] > 0,
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new CheckpointException(path, $"its sizes describe no language model: {e.Message}", inner: e);
        }
        return options;
    }

    private void Place(int depth, string name, params long[] shape)
    {
        for (var layer = 0; layer < depth; layer++) Place($"layers.{layer}.{name}", shape);
    }

    private void Place(string name, params long[] shape)
    {
        var entry = new CheckpointEntry(name, SafetensorsDtype.F32, shape);
        places.Add(name, (entry, End));
        End += entry.Count * sizeof(float);
        // At once: a few bytes could name sizes with millions of tensors.
        if (End > file.Length) throw WrongLength($"{End} bytes or more");
    }

    private CheckpointException WrongLength(string expected) =>
        new(Path, "the file is not as long as its sizes say", expected: expected, actual: $"{file.Length}",
            advice: End > file.Length ? "It is truncated: copy or download it again." : "It is not a llama2.c checkpoint of version 0.");
}
