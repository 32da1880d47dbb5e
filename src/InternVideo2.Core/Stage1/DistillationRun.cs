using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.Teachers;
using InternVideo2.Training;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Stage1;

/// <summary>A stage-1 experiment: student and teachers made from one record of options and one seed.</summary>
public sealed class DistillationRun : TrainingRun<DistillationObjective>
{
    /// <param name="options">The experiment; validated here.</param>
    /// <param name="clips">What it is trained on; at least one batch.</param>
    /// <param name="loader">Reads the clips; used, not owned, so that several runs share its memory of decoded frames. Null:
    /// <see cref="CreateLoader"/>.</param>
    /// <param name="cache">Where the teachers' answers are kept; null: they look at every clip anew. Changes no result.</param>
    /// <param name="device">Where student and teachers are; null: on the CPU. Draws do not depend on it.</param>
    /// <exception cref="ArgumentException">An option is out of its range, student and teachers do not fit, or the list is shorter than a
    /// batch.</exception>
    public DistillationRun(Stage1Options options, ClipManifest clips, IClipLoader? loader = null, TeacherCacheOptions? cache = null, Device? device = null)
        : base(
            Checked(options).Training, clips, loader, () => CreateLoader(options), () => options.CreateObjective(Initializer.Seeded(options.Training.Seed, device), cache),
            recipe: (options with { Training = new() }).ToString(), draws: options.Draws)
    {
        Options = options;
    }

    public Stage1Options Options { get; }

    /// <summary>
    /// The loader of pre-training for these models: frames drawn from equal parts of the clip, a random part of the picture, a random mirror
    /// (stage 1, 8).
    /// Decoded frames stay in memory, shrunk to a quarter more than the model's size, until the memory is full.
    /// </summary>
    /// <param name="options">Give the number of frames and their size.</param>
    /// <param name="cacheBytes">Most bytes of decoded frames in memory.</param>
    /// <returns>Owned by the caller.</returns>
    public static VideoClipLoader CreateLoader(Stage1Options options, long cacheBytes = 1L << 30) => new(new()
    {
        Sampler = new SparseSampler { Frames = options.ClipFrames },
        Transform = new PretrainingTransform { Size = options.Student.ImageSize },
        ShortSide = options.Student.ImageSize * 5 / 4,
        CacheBytes = cacheBytes,
    });

    private static Stage1Options Checked(Stage1Options options)
    {
        options.Validate();
        return options;
    }
}
