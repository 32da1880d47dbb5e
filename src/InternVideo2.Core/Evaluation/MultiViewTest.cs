using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>The multi-view test of classifiers (stage 1, 10): every clip is seen in several segments and crops, the views are merged.</summary>
public static class MultiViewTest
{
    /// <summary>Tests a classifier on a list of clips, one clip after the other.</summary>
    /// <param name="classify">From V × 3 × T × S × S clips to V × classes scores, in evaluation mode; called without gradients. Result owned here.</param>
    /// <param name="clips">What it is tested on.</param>
    /// <param name="labels">The right classes.</param>
    /// <param name="views">Reads the views.</param>
    /// <param name="viewsAtOnce">Views in one call, for the memory. 1 or more.</param>
    /// <param name="maxBrokenClips">So many clips may be unreadable; they are listed. More end the test.</param>
    /// <param name="progress">Told after every clip: clips done, and the share of right ones so far.</param>
    /// <param name="cancellation">Looked at between clips.</param>
    /// <exception cref="ClipException">A clip cannot be read and none may be broken.</exception>
    /// <exception cref="InvalidDataException">More clips are broken than allowed, or all are.</exception>
    public static ClassificationReport Run(
        Func<Tensor, Tensor> classify, ClipManifest clips, ClipLabels labels, IClipViews views, int viewsAtOnce = 12, int maxBrokenClips = 0,
        IProgress<MultiViewProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(viewsAtOnce, 1);
        using var guard = no_grad();
        var merge = new ViewMerge();
        var broken = new BrokenClips(maxBrokenClips);
        var right = 0;
        foreach (var (done, clip) in clips.Clips.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                using var all = views.Load(clip, cancellation);
                var scores = Scores(classify, all, viewsAtOnce);
                var classes = scores.Length / (int)all.shape[0];
                for (var view = 0; view < all.shape[0]; view++)
                    merge.Add(clip.Id, view / views.Crops, view % views.Crops, scores.AsSpan(view * classes, classes));
            }
            catch (ClipException e)
            {
                broken.Add(e);
                continue;
            }
            if (merge.Of(clip.Id).Has(labels[clip.Id], 1)) right++;
            progress?.Report(new MultiViewProgress(done + 1, clips.Clips.Count, right / (double)(done + 1 - broken.List.Count)));
        }
        return merge.Clips.Count > 0
            ? ClassificationReport.Of(merge.Clips, id => labels[id], broken.List)
            : throw new InvalidDataException($"No clip of '{clips.Source}' can be read: {broken.List[0].Message}");
    }

    private static float[] Scores(Func<Tensor, Tensor> classify, Tensor all, int atOnce)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (var first = 0L; first < all.shape[0]; first += atOnce)
            parts.Add(classify(all.narrow(0, first, Math.Min(atOnce, all.shape[0] - first))));
        return cat(parts).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
