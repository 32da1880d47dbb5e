using System.Diagnostics;
using System.Text;
using InternVideo2.Checkpoints;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Video;

namespace InternVideo2.Data.Rendering;

/// <summary>
/// Makes the files and lists of a set in a folder, several clips at a time. A clip's file appears under its name when it is complete, and a
/// list when its clips are; a call that was interrupted is continued by the same call, which keeps what is there.
/// </summary>
/// <param name="folder">Where to. Created if need be.</param>
/// <param name="recipe">
/// A text that says how the set is made. It is kept in the folder as <see cref="RecipeFile"/>: clips of another recipe are not mixed in.
/// </param>
/// <param name="workers">Clips made at the same time, 1 … 256. No influence on the result.</param>
public sealed class ClipSetWriter(string folder, string recipe, int workers)
{
    /// <summary>Name of the file with the recipe.</summary>
    public const string RecipeFile = "recipe.json";

    /// <summary>Makes what is missing.</summary>
    /// <param name="parts">The set.</param>
    /// <param name="progress">Told after each clip, on the thread that made it.</param>
    /// <param name="cancellation">Ends the making; complete files stay.</param>
    /// <returns>The last progress.</returns>
    /// <exception cref="InvalidDataException">The folder holds a set of another recipe, or other files.</exception>
    /// <exception cref="VideoException">ffmpeg is missing or fails.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public RenderProgress Write(IReadOnlyList<RenderedPart> parts, IProgress<RenderProgress>? progress, CancellationToken cancellation)
    {
        OptionRange.Check(workers is >= 1 and <= 256, nameof(ClipSetWriter), nameof(workers), workers, "1 … 256");
        Claim();
        var (made, kept, total, clock) = (0, 0, parts.Sum(p => p.Clips.Count), Stopwatch.StartNew());
        RenderProgress Now() => new(Volatile.Read(ref made), Volatile.Read(ref kept), total, clock.Elapsed);
        foreach (var part in parts)
        {
            foreach (var media in part.Clips.Select(c => Path.GetDirectoryName(c.Entry.Path)!).Distinct())
            {
                Directory.CreateDirectory(media);
            }

            Parallel.ForEachAsync(part.Clips, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, (clip, stop) =>
            {
                Interlocked.Increment(ref Make(clip, stop) ? ref made : ref kept);
                progress?.Report(Now());
                return ValueTask.CompletedTask;
            }).GetAwaiter().GetResult();
            ManifestWriter.Write(Path.Combine(folder, part.List), folder, part.Clips.Select(c => c.Entry));
        }

        return Now();
    }

    private static bool Make(RenderedClip clip, CancellationToken cancellation)
    {
        if (File.Exists(clip.Entry.Path))
        {
            return false;
        }

        var (pictures, sound) = clip.Make(cancellation);
        VideoWriter.Write(clip.Entry.Path, pictures, ShapesScene.FramesPerSecond, sound, ShapesMelody.SampleRate, cancellation: cancellation);
        return true;
    }

    private void Claim()
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, RecipeFile);
        if (File.Exists(file))
        {
            var found = File.ReadAllText(file);
            if (found != recipe)
            {
                throw new InvalidDataException($"The folder '{folder}' holds a set made by {found.Trim()}; this call would make {recipe.Trim()}. Choose another folder, or delete that one.");
            }
        }
        else if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new InvalidDataException($"The folder '{folder}' is not empty and has no {RecipeFile}. Choose a new or an empty folder.");
        }
        else
        {
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(recipe)));
        }
    }
}
