using System.Runtime.InteropServices;
using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Crops, resizes and normalisation equal the official pre-processing: 8-bit pictures exactly, floats to 1e-5.</summary>
[Trait("Category", "Golden")]
[GoldenKind("transforms")]
public sealed class TransformGoldenTests : IDisposable
{
    private readonly SafetensorsFile _file = SafetensorsFile.Open(StageOneGolden.PathOf("transforms.safetensors"));
    private readonly JsonElement _config;
    private readonly VideoClip _clip;
    private readonly int _size;

    public TransformGoldenTests()
    {
        _config = JsonDocument.Parse(_file.Metadata["config"]).RootElement;
        (int frames, int height, int width) = (Integer("frames"), Integer("height"), Integer("width"));
        _size = Integer("size");
        _clip = new VideoClip(_file.Bytes("in.frames").ToArray(), frames, height, width, new double[frames], [.. Enumerable.Range(0, frames)], "golden");
    }

    public void Dispose() => _file.Dispose();

    [Fact]
    public void PretrainingClips()
    {
        JsonElement[] cases = [.. _config.GetProperty("pretrain").EnumerateArray()];
        Assert.NotEmpty(cases);
        for (int i = 0; i < cases.Length; i++)
        {
            JsonElement size = cases[i].GetProperty("crop_w_h");
            JsonElement place = cases[i].GetProperty("offset_w_h");
            var crop = new ClipCrop(
                place[0].GetInt32(), place[1].GetInt32(), size[0].GetInt32(), size[1].GetInt32(), cases[i].GetProperty("flip").GetBoolean());
            var transform = new PretrainingTransform { Size = _size };

            float[] values = new float[transform.Length(_clip)];
            transform.Apply(_clip, crop, values);

            Assert.Equal(_file.Bytes($"out.pil_resized.{i}").ToArray(), transform.Resize(_clip, crop)); // before the mirror
            AssertClose($"out.pretrain_clip.{i}", values);
        }
    }

    [Fact]
    public void EvaluationResize()
    {
        var transform = new EvaluationTransform { Size = _size, ShortSide = _size };
        (int width, int height) = transform.ResizedSize(_clip.Width, _clip.Height);
        byte[] expected = _file.Bytes("out.eval_resized_u8").ToArray();
        byte[] resized = new byte[expected.Length];
        int frameBytes = width * height * 3;
        for (int t = 0; t < _clip.Frames; t++)
        {
            OpenCvBilinear.Resize(_clip.Frame(t), _clip.Width, _clip.Height, resized.AsSpan(t * frameBytes, frameBytes), width, height);
        }

        Assert.Equal(expected, resized);
    }

    [Theory]
    [InlineData("out.eval_center", null, 3)]
    [InlineData("out.eval_crop_0_of_3", 0, 3)]
    [InlineData("out.eval_crop_1_of_3", 1, 3)]
    [InlineData("out.eval_crop_2_of_3", 2, 3)]
    [InlineData("out.eval_crop_0_of_1", 0, 1)]
    public void EvaluationViews(string name, int? crop, int crops)
    {
        var transform = new EvaluationTransform { Size = _size, ShortSide = _size, Crop = crop, Crops = crops };
        float[] values = new float[transform.Length(_clip)];

        transform.Apply(_clip, values);

        AssertClose(name, values);
        if (crop is { } k)
        {
            (int width, int height) = transform.ResizedSize(_clip.Width, _clip.Height);
            Assert.Equal((Integer($"start_{k}_of_{crops}"), 0), transform.Place(width, height));
        }
    }

    [Fact]
    public void FineTuningCrop()
    {
        int[] part = [.. _config.GetProperty("finetune_crop_top_left_h_w").EnumerateArray().Select(value => value.GetInt32())];
        var transform = new FineTuningTransform { Size = _size };
        float[] values = new float[transform.Length(_clip)];

        transform.Apply(_clip, new ClipCrop(part[1], part[0], part[3], part[2]), values);

        AssertClose("out.finetune_crop", values);
    }

    private void AssertClose(string name, float[] actual)
    {
        float[] expected = MemoryMarshal.Cast<byte, float>(_file.Bytes(name)).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        float scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5f * scale, $"{name}[{i}] is {actual[i]}, expected {expected[i]}");
        }
    }

    private int Integer(string name) => _config.GetProperty(name).GetInt32();
}
