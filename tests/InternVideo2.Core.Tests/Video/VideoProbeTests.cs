using System.Text.Json;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>The probe reports what the headers say, for every edge clip with a video stream.</summary>
public sealed class VideoProbeTests
{
    public static TheoryData<string> Readable => [.. EdgeClips.Names.Where(name => EdgeClips.Of(name).DecodedFrames > 0)];

    [Theory]
    [MemberData(nameof(Readable))]
    public void FactsAreThoseOfTheHeader(string name)
    {
        EdgeClip expected = EdgeClips.Of(name);
        JsonElement video = expected.Streams.First(stream => stream.GetProperty("codec_type").GetString() == "video");
        JsonElement audio = expected.Streams.FirstOrDefault(stream => stream.GetProperty("codec_type").GetString() == "audio");

        VideoInfo info = VideoProbe.Probe(EdgeClips.PathOf(name));

        Assert.Equal(expected.Container, info.Container);
        Assert.Equal(video.GetProperty("codec_name").GetString(), info.Video.Codec);
        Assert.Equal(video.GetProperty("pix_fmt").GetString(), info.Video.PixelFormat);
        Assert.Equal(video.GetProperty("avg_frame_rate").GetString(), info.Video.AverageFrameRate.ToString());
        Assert.Equal((video.GetProperty("width").GetInt32(), video.GetProperty("height").GetInt32()), (info.Video.CodedWidth, info.Video.CodedHeight));
        Assert.Equal((expected.Width, expected.Height), (info.Video.Width, info.Video.Height));
        Assert.Equal(audio.ValueKind == JsonValueKind.Object, info.HasAudio);
        if (info.Audio is not null)
        {
            Assert.Equal(audio.GetProperty("codec_name").GetString(), info.Audio.Codec);
            Assert.Equal(int.Parse(audio.GetProperty("sample_rate").GetString()!), info.Audio.SampleRate);
            Assert.Equal(audio.GetProperty("channels").GetInt32(), info.Audio.Channels);
        }
    }

    [Theory]
    [InlineData("h264_cfr.mp4", 0)]
    [InlineData("rot90.mp4", 90)]
    [InlineData("rot180.mp4", 180)]
    public void RotationIsReadFromTheDisplayMatrix(string name, int degrees) =>
        Assert.Equal(degrees, Math.Abs(VideoProbe.Probe(EdgeClips.PathOf(name)).Video.Rotation));

    [Fact]
    public void TheDeclaredFrameCountIsOnlyAHint()
    {
        string path = EdgeClips.PathOf("truncated_60pct.mp4");

        Assert.Equal(48, VideoProbe.Probe(path).Video.DeclaredFrames);
        Assert.Equal(26, VideoReader.Index(path).Count);
        Assert.Null(VideoProbe.Probe(EdgeClips.PathOf("vp9.webm")).Video.DeclaredFrames);
    }

    [Fact]
    public void TheFirstVideoStreamIsChosen() => Assert.Equal("mpeg4", VideoProbe.Probe(EdgeClips.PathOf("two_videos.mkv")).Video.Codec);

    [Theory]
    [InlineData("30000/1001", 30000, 1001)]
    [InlineData("0/0", 0, 0)]
    [InlineData("25", 0, 0)]
    [InlineData("", 0, 0)]
    public void FractionsAreReadAsWritten(string text, long numerator, long denominator) =>
        Assert.Equal(new Rational(numerator, denominator), Rational.Parse(text));
}
