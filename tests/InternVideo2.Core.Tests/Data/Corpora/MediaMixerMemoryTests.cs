using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using Xunit;

namespace InternVideo2.Tests.Data.Corpora;

/// <summary>Batches of all media types leave no tensor behind but the clips that are kept.</summary>
[Collection(AloneCollection.Name)]
public sealed class MediaMixerMemoryTests
{
    [Fact]
    public void An_epoch_of_known_clips_makes_no_new_tensors()
    {
        using var shapes = new ShapesMedia(new ShapesMediaOptions { Speech = false });
        Corpus[] corpora = [shapes.Image(ShapesSplit.Train, 4), shapes.Video(ShapesSplit.Train, 4), shapes.Audio(ShapesSplit.Train, 4), shapes.AudioVideo(ShapesSplit.Train, 4)];
        Take(corpora);
        var before = AloneCollection.SettledTensors();

        Take(corpora);
        Take(corpora);

        Assert.Equal(before, AloneCollection.SettledTensors());
    }

    // Stopped while batches are prepared ahead, which are given back, too.
    private static void Take(Corpus[] corpora)
    {
        using var mixer = new MediaMixer(corpora, new ClipDatasetOptions { BatchSize = 2 });
        for (var i = 0; i < mixer.BatchesPerEpoch; i++) mixer.Next().Dispose();
    }
}
