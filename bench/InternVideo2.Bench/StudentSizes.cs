using System.Text.Json;
using InternVideo2.Stage1;

namespace InternVideo2.Bench;

/// <summary>The sizes both sides build their student from, and how much arithmetic a step of it needs.</summary>
/// <param name="Student">Encoder and decoders.</param>
/// <param name="Batch">Clips per step.</param>
/// <param name="Visible">Visible patches of a clip.</param>
internal sealed record StudentSizes(DistillationStudentOptions Student, int Batch, int Visible)
{
    /// <summary>The line bench/stage1.py reads.</summary>
    public string ToJson(int threads)
    {
        var encoder = Student.Encoder;
        return JsonSerializer.Serialize(new Dictionary<string, int>
        {
            ["width"] = encoder.Width,
            ["depth"] = encoder.Depth,
            ["heads"] = encoder.Heads,
            ["hidden"] = encoder.HiddenWidth,
            ["patch"] = encoder.PatchSize,
            ["tubelet"] = encoder.TubeletSize,
            ["frames"] = encoder.Frames,
            ["side"] = encoder.ImageSize,
            ["tokens"] = encoder.Grid.Count,
            ["visible"] = Visible,
            ["pool_heads"] = encoder.PoolHeads,
            ["pool_width"] = encoder.PooledWidth,
            ["clip_layers"] = Student.SpatialLayers.Count,
            ["clip_width"] = Student.SpatialWidth,
            ["final_width"] = Student.FinalWidth,
            ["mae_layers"] = Student.MotionLayers.Count,
            ["mae_width"] = Student.MotionWidth,
            ["batch"] = Batch,
            ["threads"] = threads,
        });
    }

    /// <summary>
    /// Multiply-adds of matrix products that one step cannot do without, counted as two operations each: forward once, backward twice
    /// (once for patches, whose input needs no gradient), patches embedded only where visible.
    /// </summary>
    public double GigaFlopsPerStep()
    {
        var encoder = Student.Encoder;
        double width = encoder.Width, tokens = Batch * (Visible + 1.0), patches = Batch * (double)Visible;
        var patchSize = 3.0 * encoder.TubeletSize * encoder.PatchSize * encoder.PatchSize;
        var blocks = encoder.Depth * (tokens * width * (4 * width + 2 * encoder.HiddenWidth) + 2 * tokens * (Visible + 1) * width);
        var pooling = tokens * 2 * width * width;
        var decoders = Student.SpatialLayers.Count * tokens * width * Student.SpatialWidth
            + Student.MotionLayers.Count * patches * (width * width + width * Student.MotionWidth);
        return 2e-9 * (3 * (blocks + pooling + decoders) + 2 * patches * patchSize * width);
    }
}
