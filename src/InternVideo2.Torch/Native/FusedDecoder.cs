using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Torch;

/// <summary>A matrix of a decoder: y = W·x, with an adapter + scale·B·(A·x).</summary>
/// <param name="Weight">W: outputs × inputs.</param>
/// <param name="Down">A: rank × inputs; null: there is no adapter.</param>
/// <param name="Up">B: outputs × rank.</param>
/// <param name="Scale">Of the adapter.</param>
/// <param name="Rounded">W with its rows divided by <paramref name="RowScales"/>, int8: what next tokens are made with; null: W itself.</param>
/// <param name="RowScales">outputs.</param>
public sealed record FusedMatrix(Tensor Weight, Tensor? Down = null, Tensor? Up = null, double Scale = 0, Tensor? Rounded = null, Tensor? RowScales = null);

/// <summary>The weights of a decoder's layer.</summary>
/// <param name="Norm1">C, before attention.</param>
/// <param name="Norm2">C, before the gated MLP.</param>
/// <param name="Matrices">Query, key, value, projection, gate, expand, contract.</param>
public sealed record FusedDecoderLayer(Tensor Norm1, Tensor Norm2, IReadOnlyList<FusedMatrix> Matrices);

/// <summary>Sizes of a decoder.</summary>
/// <param name="Width">C.</param>
/// <param name="Heads">Of the queries.</param>
/// <param name="KeyHeads">Of keys and values.</param>
/// <param name="HeadWidth">d.</param>
/// <param name="HiddenWidth">Inside the gated MLP.</param>
/// <param name="Window">Tokens that a token sees; 0: all before it.</param>
/// <param name="Epsilon">ε of the norms.</param>
public sealed record FusedDecoderSizes(long Width, long Heads, long KeyHeads, long HeadWidth, long HiddenWidth, long Window, double Epsilon);

/// <summary>
/// A LLaMA decoder in few native calls: a prompt layer by layer, and each next token at once through all layers and the head, each weight read once
/// (float32, CPU, no gradients). Borrows its tensors, which must not be replaced while it is in use.
/// </summary>
public sealed unsafe partial class FusedDecoder
{
    private readonly FusedDecoderSizes sizes;
    private readonly IReadOnlyList<FusedDecoderLayer> layers;
    private readonly Tensor norm;
    private readonly FusedMatrix head;
    private readonly Tensor frequencies;
    private readonly double[] scales;

    private FusedDecoder(FusedDecoderSizes sizes, IReadOnlyList<FusedDecoderLayer> layers, Tensor norm, FusedMatrix head, Tensor frequencies)
    {
        (this.sizes, this.layers, this.norm, this.head, this.frequencies) = (sizes, layers, norm, head, frequencies);
        scales = [.. layers.SelectMany(layer => layer.Matrices).Append(head).Select(matrix => matrix.Scale)];
    }

    /// <summary>A decoder of these weights; null where only plain operators can do it (other devices and types).</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="layers">Weights of the layers.</param>
    /// <param name="norm">C, before the head.</param>
    /// <param name="head">V × C.</param>
    /// <param name="frequencies">d/2: the angle by which a pair of channels turns from one position to the next.</param>
    /// <exception cref="ArgumentException">A tensor is of another size than <paramref name="sizes"/> say, or a rounded one is not int8 and contiguous.</exception>
    public static FusedDecoder? Create(FusedDecoderSizes sizes, IReadOnlyList<FusedDecoderLayer> layers, Tensor norm, FusedMatrix head, Tensor frequencies)
    {
        var all = layers.SelectMany(layer => layer.Matrices).Append(head).SelectMany(matrix => new[] { matrix.Weight, matrix.Down, matrix.Up, matrix.RowScales }).OfType<Tensor>()
            .Concat(layers.SelectMany(layer => new[] { layer.Norm1, layer.Norm2 })).Append(norm).Append(frequencies);
        if (!Applicable([.. all])) return null;
        CheckSizes(sizes, layers, norm, head, frequencies);
        return new FusedDecoder(sizes, layers, norm, head, frequencies);
    }

    /// <summary>Runs one new token of each text.</summary>
    /// <param name="x">B × C embeddings; overwritten.</param>
    /// <param name="caches">Keys and values of each layer, B × key heads × capacity × d; those of the new token are written at column <paramref name="length"/>.</param>
    /// <param name="length">Columns in use before the call; below the capacity.</param>
    /// <param name="positions">B: position of each new token.</param>
    /// <param name="starts">B: the first column that each text may see.</param>
    /// <returns>B × V logits, owned by the caller; null where only plain operators can do it.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit, or there is no room in the caches.</exception>
    public Tensor? Step(Tensor x, IReadOnlyList<(Tensor Keys, Tensor Values)> caches, long length, long[] positions, long[] starts)
    {
        if (!Applicable([x, .. caches.SelectMany(cache => new[] { cache.Keys, cache.Values })])) return null;
        CheckShape("the embeddings", x, x.shape[0], sizes.Width);
        CheckRoom(x.shape[0], 1, caches, length, starts);
        if (positions.Length != x.shape[0]) throw new ArgumentException($"There are {positions.Length} positions for {x.shape[0]} texts.", nameof(positions));
        var inner = layers.Zip(caches).SelectMany(pair => Of(pair.First, pair.Second, rounded: true));
        var logits = Run(x, inner, scales, Numbers(x.shape[0], length, caches[0].Keys.shape[2]), positions, starts, rounded: true);
        GC.KeepAlive(caches);
        return logits;
    }

    private Tensor Run(Tensor x, IEnumerable<IntPtr> inner, ReadOnlySpan<double> scales, long[] numbers, long[] positions, long[] starts, bool rounded)
    {
        var logits = empty([x.shape[0], head.Weight.shape[0]], ScalarType.Float32);
        fixed (IntPtr* h = (IntPtr[])[.. inner, norm.Handle, .. Of(head, rounded), frequencies.Handle])
        fixed (double* s = scales)
        fixed (long* n = numbers, p = positions, first = starts)
        {
            NativeMethods.Check(NativeMethods.iv2_decoder_step(h, s, n, sizes.Epsilon, p, first, x.Handle, logits.Handle), nameof(FusedDecoder));
        }
        GC.KeepAlive(x);
        GC.KeepAlive(this);
        return logits;
    }

    private long[] Numbers(long batch, long length, long capacity, long? depth = null) =>
        [batch, sizes.Width, sizes.Heads, sizes.KeyHeads, sizes.HeadWidth, sizes.HiddenWidth, depth ?? layers.Count, length, capacity, sizes.Window];

    private static IEnumerable<IntPtr> Of(FusedDecoderLayer layer, (Tensor Keys, Tensor Values) cache, bool rounded) =>
        [layer.Norm1.Handle, layer.Norm2.Handle, .. layer.Matrices.SelectMany(matrix => Of(matrix, rounded)), cache.Keys.Handle, cache.Values.Handle];

    private static IEnumerable<IntPtr> Of(FusedMatrix matrix, bool rounded)
    {
        var (weight, scales) = rounded && matrix.Rounded is { } eight ? (eight, matrix.RowScales) : (matrix.Weight, null);
        return [weight.Handle, scales?.Handle ?? IntPtr.Zero, matrix.Down?.Handle ?? IntPtr.Zero, matrix.Up?.Handle ?? IntPtr.Zero];
    }

    private static void CheckSizes(FusedDecoderSizes s, IReadOnlyList<FusedDecoderLayer> layers, Tensor norm, FusedMatrix head, Tensor frequencies)
    {
        var (mixed, shared) = (s.Heads * s.HeadWidth, s.KeyHeads * s.HeadWidth);
        (string Name, long Outputs, long Inputs)[] expected =
        [
            ("query", mixed, s.Width), ("key", shared, s.Width), ("value", shared, s.Width), ("projection", s.Width, mixed),
            ("gate", s.HiddenWidth, s.Width), ("expand", s.HiddenWidth, s.Width), ("contract", s.Width, s.HiddenWidth),
        ];
        foreach (var (place, layer) in layers.Index())
        {
            CheckShape($"the norms of layer {place}", layer.Norm1, s.Width);
            CheckShape($"the norms of layer {place}", layer.Norm2, s.Width);
            if (layer.Matrices.Count != expected.Length) throw new ArgumentException($"Layer {place} has {layer.Matrices.Count} matrices; expected {expected.Length}.");
            foreach (var (matrix, (name, outputs, inputs)) in layer.Matrices.Zip(expected)) CheckMatrix($"'{name}' of layer {place}", matrix, outputs, inputs);
        }
        CheckShape("the last norm", norm, s.Width);
        CheckMatrix("the head", head, head.Weight.shape[0], s.Width);
        CheckShape("the frequencies", frequencies, s.HeadWidth / 2);
    }

    private static void CheckMatrix(string name, FusedMatrix matrix, long outputs, long inputs)
    {
        CheckShape(name, matrix.Weight, outputs, inputs);
        if ((matrix.Down is null) != (matrix.Up is null) || (matrix.Rounded is null) != (matrix.RowScales is null))
            throw new ArgumentException($"An adapter of {name} lacks its other half, or its rounded rows their factors.");
        if (matrix.Down is { } down && matrix.Up is { } up)
        {
            CheckShape($"A of {name}", down, down.shape[0], inputs);
            CheckShape($"B of {name}", up, outputs, down.shape[0]);
        }
        if (matrix.Rounded is not { } rounded) return;
        CheckShape($"rounded {name}", rounded, outputs, inputs);
        CheckShape($"the row factors of {name}", matrix.RowScales!, outputs);
        if (rounded.dtype != ScalarType.Int8 || rounded.device_type != DeviceType.CPU || !rounded.is_contiguous())
            throw new ArgumentException($"Rounded {name} must be int8, contiguous and on the CPU.");
    }

    /// <summary>The kernels write where these numbers say, whatever is there.</summary>
    private void CheckRoom(long batch, long count, IReadOnlyList<(Tensor Keys, Tensor Values)> caches, long length, long[] starts)
    {
        if (caches.Count != layers.Count) throw new ArgumentException($"There are caches of {caches.Count} layers; the decoder has {layers.Count}.", nameof(caches));
        var capacity = caches[0].Keys.shape[2];
        foreach (var (keys, values) in caches)
        {
            CheckShape("a cache's keys", keys, batch, sizes.KeyHeads, capacity, sizes.HeadWidth);
            CheckShape("a cache's values", values, batch, sizes.KeyHeads, capacity, sizes.HeadWidth);
        }
        if (length < 0 || length + count > capacity)
            throw new ArgumentException($"The caches have room for {capacity} tokens, of which {length} are in use and {count} more are to come.", nameof(length));
        if (starts.Length != batch || Array.Exists(starts, start => start < 0 || start >= length + count))
            throw new ArgumentException($"The texts begin at columns [{string.Join(", ", starts)}]; expected {batch} numbers from 0 to {length + count - 1}.", nameof(starts));
    }

    private static void CheckShape(string name, Tensor tensor, params ReadOnlySpan<long> expected)
    {
        if (!expected.SequenceEqual(tensor.shape))
            throw new ArgumentException($"The shape of {name} is [{string.Join(", ", tensor.shape)}]; expected [{string.Join(", ", expected.ToArray())}].");
    }

    private static bool Applicable(Tensor[] tensors)
    {
        fixed (IntPtr* handles = Handles.Of(tensors)) return NativeMethods.iv2_fused_applicable(handles, tensors.Length) != 0;
    }
}
