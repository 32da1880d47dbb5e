using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Encoders;
using InternVideo2.Training;
using InternVideo2.Video;

namespace InternVideo2.Teachers;

/// <summary>Two small teachers for clips of moving shapes, ready to be put into the options of stage 1.</summary>
/// <param name="Spatial">What things look like: an image transformer.</param>
/// <param name="Motion">How they move: a video transformer.</param>
public sealed record TinyTeachers(SpatialTeacherOptions Spatial, MotionTeacherOptions Motion)
{
    /// <summary>
    /// The sizes, without weights: frames of 28 pixels cut into 4 × 4 patches; 1 frame for the spatial teacher, 8 frames in tubelets of 2 for the
    /// motion teacher.
    /// </summary>
    public static TinyTeachers Untrained { get; } = new(
        new SpatialTeacherOptions
        {
            Encoder = new VideoEncoderOptions
            {
                ImageSize = 28,
                PatchSize = 7,
                Frames = 1,
                Width = 96,
                Depth = 3,
                Heads = 4,
                PoolHeads = 4,
                PooledWidth = 64,
                LayerScaleInit = 0.1,
                Positions = PositionKind.Image,
            },
            Layers = LayerSelection.Last(2),
        },
        new MotionTeacherOptions
        {
            ImageSize = 28,
            PatchSize = 7,
            Frames = 8,
            Width = 96,
            Depth = 3,
            Heads = 4,
            MlpRatio = 4,
            Layers = LayerSelection.Last(2),
        });

    /// <summary>
    /// Draws clips as these teachers were trained on them: 28 pixels, 8 of the 24 frames, every second one, so that even the fast shapes move less than
    /// a patch from frame to frame, always in the middle of the clip.
    /// </summary>
    /// <returns>Owned by the caller.</returns>
    public static ShapesLoader CreateLoader() => new(new ShapesLoaderOptions
    {
        Size = Untrained.Motion.ImageSize,
        Sampler = new DenseSampler { Frames = Untrained.Motion.Frames, Rate = 2, View = 0 },
    });

    /// <summary>
    /// The trained teachers of a folder; those that are not there yet are trained, and their weights written. A training that was stopped goes on
    /// when called again.
    /// </summary>
    /// <param name="folder">Holds spatial.safetensors and motion.safetensors, and motion.videomae.safetensors, the motion teacher before it saw labels;
    /// created if absent.</param>
    /// <param name="options">The recipes; null: the usual ones.</param>
    /// <param name="progress">Given a teacher's name, makes who is told about the steps of its training, e.g. <c>name => new LiveLossChart(name)</c>;
    /// called only for what is trained. Null: nobody is told.</param>
    /// <param name="cancellation">Stops after the step in progress; its state is saved.</param>
    /// <exception cref="OperationCanceledException">Stopped; call again to go on.</exception>
    /// <exception cref="InvalidDataException">A file of the folder was made by another recipe.</exception>
    public static TinyTeachers LoadOrTrain(
        string folder, TinyTeacherOptions? options = null, Func<string, IProgress<TrainingProgress>>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new TinyTeacherOptions();
        options.Validate();
        return new TinyTeachers(
            options.Spatial.Image with { Weights = TrainSpatial(folder, options, progress, cancellation) },
            options.Motion.Encoder with { Weights = TrainMotion(folder, options, progress, cancellation) });
    }

    private static TeacherWeights TrainSpatial(
        string folder, TinyTeacherOptions options, Func<string, IProgress<TrainingProgress>>? progress, CancellationToken cancellation)
    {
        var (clips, recipe) = (options.Manifest, options.Spatial);
        using var loader = options.Pictures;
        var school = new TeacherSchool(Path.Combine(folder, "spatial.safetensors"), $"{recipe}, {clips.Source}, {clips.Clips.Count} clips, {loader.Fingerprint}");
        return school.LoadOrTrain(
            () => Batches(clips, loader, recipe.Training), () => ImageTextObjective.Create(recipe, clips), objective => objective.Towers.Image,
            OfficialKeys.Encoder, recipe.Training, () => progress?.Invoke("spatial teacher: pictures and captions"), cancellation);
    }

    private static TeacherWeights TrainMotion(
        string folder, TinyTeacherOptions options, Func<string, IProgress<TrainingProgress>>? progress, CancellationToken cancellation)
    {
        var clips = options.Manifest;
        using var drawn = options.MovingPictures;
        using var loader = new KeptClips(drawn);
        TeacherSchool School(string file, object recipe) =>
            new(Path.Combine(folder, file), $"{recipe}, {clips.Source}, {clips.Clips.Count} clips, {loader.Fingerprint}");
        var motion = options.Motion;
        var first = School(options.Labels is null ? "motion.safetensors" : "motion.videomae.safetensors", motion).LoadOrTrain(
            () => Batches(clips, loader, motion.Training), () => VideoMaeObjective.Create(motion), objective => objective.Autoencoder.Encoder,
            OfficialKeys.MotionTeacher, motion.Training, () => progress?.Invoke("motion teacher: hidden tubes"), cancellation);
        if (options.Labels is null) return first;
        var labels = options.LabelsAfterVideoMae ? options.Labels with { Encoder = options.Labels.Encoder with { Weights = first } } : options.Labels;
        return School("motion.safetensors", labels).LoadOrTrain(
            () => Batches(clips, loader, labels.Training), () => ClipLabelObjective.Create(labels, clips), objective => objective.Classifier.Encoder,
            OfficialKeys.MotionTeacher, labels.Training, () => progress?.Invoke("motion teacher: labels of motion and speed"), cancellation);
    }

    private static ClipDataset Batches(ClipManifest clips, IClipLoader loader, TrainerOptions training) =>
        new(clips, loader, new ClipDatasetOptions { BatchSize = training.BatchSize, Seed = training.Seed });
}
