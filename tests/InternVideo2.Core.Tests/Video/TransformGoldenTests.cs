using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using InternVideo2.Checkpoints;
using InternVideo2.Teachers;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using TorchSharp;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>
/// Crops, resizes and normalisation, and the resize of the teachers' input, equal the official pre-processing: 8-bit pictures exactly, floats to 1e-5.
/// </summary>
public sealed partial class TransformGoldenTests
{
    [GoldenTheory("transforms")]
    public void EveryOutputIsReproduced(string file)
    {
        using var golden = new TransformGolden(file);
        string[] outputs = [.. golden.Outputs];
        Assert.NotEmpty(outputs);
        foreach (string output in outputs)
        {
            if (IndexedName().Match(output) is { Success: true } indexed)
            {
                Pretraining(golden, indexed.Groups[1].Value, int.Parse(indexed.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
            }
            else if (ViewName().Match(output) is { Success: true } view)
            {
                EvaluationView(golden, output, int.Parse(view.Groups[1].ValueSpan), int.Parse(view.Groups[2].ValueSpan));
            }
            else
            {
                Single(golden, output);
            }
        }
    }

    private static void Pretraining(TransformGolden golden, string kind, int index)
    {
        JsonElement item = golden.Config.GetProperty("pretrain")[index];
        (JsonElement size, JsonElement place) = (item.GetProperty("crop_w_h"), item.GetProperty("offset_w_h"));
        bool flip = item.GetProperty("flip").GetBoolean();
        var crop = new ClipCrop(place[0].GetInt32(), place[1].GetInt32(), size[0].GetInt32(), size[1].GetInt32(), flip);
        var transform = new PretrainingTransform { Size = golden.Size };
        if (kind == "pil_resized")
        {
            golden.CheckBytes($"{kind}.{index}", transform.Resize(golden.Clip, crop)); // before the mirror
        }
        else
        {
            golden.CheckFloats($"{kind}.{index}", target => transform.Apply(golden.Clip, crop, target));
        }
    }

    private static void EvaluationView(TransformGolden golden, string output, int crop, int crops)
    {
        var transform = new EvaluationTransform { Size = golden.Size, ShortSide = golden.Size, Crop = crop, Crops = crops };
        (int width, int height) = transform.ResizedSize(golden.Clip.Width, golden.Clip.Height);
        (int left, int top) = transform.Place(width, height);

        Assert.Equal(golden.Config.GetProperty($"start_{crop}_of_{crops}").GetInt32(), Math.Max(left, top));
        golden.CheckFloats(output, target => transform.Apply(golden.Clip, target));
    }

    private static void Single(TransformGolden golden, string output)
    {
        var evaluation = new EvaluationTransform { Size = golden.Size, ShortSide = golden.Size };
        switch (output)
        {
            case "eval_center":
                golden.CheckFloats(output, target => evaluation.Apply(golden.Clip, target));
                break;
            case "eval_resized_u8":
                golden.CheckBytes(output, Resized(golden.Clip, evaluation));
                break;
            case "finetune_crop":
                int[] part = [.. golden.Config.GetProperty("finetune_crop_top_left_h_w").EnumerateArray().Select(value => value.GetInt32())];
                var crop = new ClipCrop(part[1], part[0], part[3], part[2]);
                golden.CheckFloats(output, target => new FineTuningTransform { Size = golden.Size }.Apply(golden.Clip, crop, target));
                break;
            case "bicubic_down" or "bicubic_up":
                int side = golden.Config.GetProperty("bicubic").GetProperty(output["bicubic_".Length..]).GetInt32();
                golden.CheckFloats(output, target => Bicubic(golden, side).CopyTo(target, 0));
                break;
            default:
                Assert.Fail($"No test knows the output '{output}'.");
                break;
        }
    }

    private static byte[] Resized(VideoClip clip, EvaluationTransform transform)
    {
        (int width, int height) = transform.ResizedSize(clip.Width, clip.Height);
        int frameBytes = width * height * 3;
        byte[] resized = new byte[clip.Frames * frameBytes];
        for (int t = 0; t < clip.Frames; t++)
        {
            OpenCvBilinear.Resize(clip.Frame(t), clip.Width, clip.Height, resized.AsSpan(t * frameBytes, frameBytes), width, height);
        }

        return resized;
    }

    private static float[] Bicubic(TransformGolden golden, int side)
    {
        // The planes of the file are B × (3·T) × H × W.
        using torch.Tensor planes = golden.Read("in.bicubic");
        using torch.Tensor frames = planes.reshape(planes.shape[0], 3, planes.shape[1] / 3, planes.shape[2], planes.shape[3]);
        using torch.Tensor resized = TeacherInput.Resize(frames, side);
        using torch.Tensor packed = resized.contiguous();
        return packed.data<float>().ToArray();
    }

    [GeneratedRegex(@"^(pil_resized|pretrain_clip)\.(\d+)$")]
    private static partial Regex IndexedName();

    [GeneratedRegex(@"^eval_crop_(\d+)_of_(\d+)$")]
    private static partial Regex ViewName();

    /// <summary>The file's clip, configuration and expected outputs.</summary>
    private sealed class TransformGolden : IDisposable
    {
        private readonly SafetensorsFile _file;
        private readonly JsonDocument _config;

        public TransformGolden(string file)
        {
            _file = SafetensorsFile.Open(GoldenFolder.FullPath(file));
            _config = JsonDocument.Parse(_file.Metadata["config"]);
            (int frames, int height, int width) = (Integer("frames"), Integer("height"), Integer("width"));
            Clip = new VideoClip(_file.Bytes("in.frames").ToArray(), frames, height, width, new double[frames], new int[frames], file);
        }

        public VideoClip Clip { get; }

        public int Size => Integer("size");

        public JsonElement Config => _config.RootElement;

        public IEnumerable<string> Outputs => _file.Entries.Keys.Where(key => key.StartsWith("out.", StringComparison.Ordinal)).Select(key => key[4..]);

        public torch.Tensor Read(string name) => _file.Read(name);

        public void CheckBytes(string output, byte[] actual) => Assert.Equal(_file.Bytes("out." + output).ToArray(), actual);

        public void CheckFloats(string output, Action<float[]> apply)
        {
            float[] expected = MemoryMarshal.Cast<byte, float>(_file.Bytes("out." + output)).ToArray();
            float[] actual = new float[expected.Length];
            apply(actual);
            float allowed = 1e-5f * expected.Max(Math.Abs);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - actual[i]) <= allowed, $"{output}[{i}] is {actual[i]}, expected {expected[i]}");
            }
        }

        public void Dispose()
        {
            _config.Dispose();
            _file.Dispose();
        }

        private int Integer(string name) => Config.GetProperty(name).GetInt32();
    }
}
