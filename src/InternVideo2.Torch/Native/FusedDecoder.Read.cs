using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Torch;

public sealed unsafe partial class FusedDecoder
{
    /// <summary>Reads several new tokens of each text, a layer at a time.</summary>
    /// <param name="x">B × L × C embeddings; overwritten.</param>
    /// <param name="caches">Keys and values of each layer, B × key heads × capacity × d; those of the new tokens are written from column <paramref name="length"/> on.</param>
    /// <param name="length">Columns in use before the call; with the new ones at most the capacity.</param>
    /// <param name="starts">B: the first column that each text may see; its token has position 0. What comes before gets finite values without a meaning.</param>
    /// <param name="cancellation">Ends the work before the next layer.</param>
    /// <returns>
    /// B × V logits after the last token of each text, owned by the caller. Null where only plain operators can do it; what was written is then of no use.
    /// </returns>
    /// <exception cref="ArgumentException">Sizes do not fit, or there is no room in the caches.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was written is of no use.</exception>
    public Tensor? Read(Tensor x, IReadOnlyList<(Tensor Keys, Tensor Values)> caches, long length, long[] starts, CancellationToken cancellation = default)
    {
        if (!Applicable([x, .. caches.SelectMany(cache => new[] { cache.Keys, cache.Values })])) return null;
        CheckShape("the embeddings", x, x.shape[0], x.shape[1], sizes.Width);
        CheckRoom(x.shape[0], x.shape[1], caches, length, starts);
        using var scope = NewDisposeScope();
        var (batch, count) = (x.shape[0], x.shape[1]);
        var (mixed, shared) = (sizes.Heads * sizes.HeadWidth, sizes.KeyHeads * sizes.HeadWidth);
        var workspace = empty([batch * count * (sizes.Width + 2 * (mixed + shared + sizes.HiddenWidth))], ScalarType.Float32);
        var positions = arange(length, length + count, dtype: ScalarType.Int64).unsqueeze(0).sub(tensor(starts, batch, 1, dtype: ScalarType.Int64));
        var angles = positions.to(ScalarType.Float32).unsqueeze(-1).mul(frequencies); // B L d/2
        var (cosines, sines) = (angles.cos(), angles.sin());
        var numbers = Numbers(batch, length, caches[0].Keys.shape[2]);
        foreach (var ((layer, cache), place) in layers.Zip(caches).Select((pair, place) => (pair, place)))
        {
            cancellation.ThrowIfCancellationRequested();
            int done;
            fixed (IntPtr* h = (IntPtr[])[.. Of(layer, cache, rounded: false), cosines.Handle, sines.Handle])
            fixed (double* s = scales.AsSpan(place * layer.Matrices.Count))
            fixed (long* n = numbers, first = starts)
            {
                var ends = place == layers.Count - 1 ? 1 : 0;
                NativeMethods.Check(
                    NativeMethods.iv2_decoder_read(h, s, n, sizes.Epsilon, first, ends, x.Handle, workspace.Handle, &done), nameof(FusedDecoder));
            }
            if (done == 0) return null;
        }
        GC.KeepAlive(caches);
        var last = x.view(batch * count, sizes.Width).narrow(0, 0, batch);
        return scope.MoveToOuter(Run(last, [], scales.AsSpan(scales.Length - 1), Numbers(batch, 0, 0, depth: 0), [], [], rounded: false));
    }
}
