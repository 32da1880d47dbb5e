using System.Buffers.Binary;
using System.Diagnostics;
using Xunit;

namespace InternVideo2.Notebook.Tests.Imaging;

/// <summary>PNG files decode to the pixels they were made from, whatever filter each row took, and animations are what other programs expect.</summary>
public sealed class PngTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(64, 33)]
    public void Noise_survives(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        new Random(4).NextBytes(rgb);
        var picture = PngFile.Decode(Png.Encode(rgb, width, height));
        Assert.Equal((width, height), (picture.Width, picture.Height));
        Assert.Equal(rgb, picture.Rgb);
    }

    [Fact]
    public void Pictures_with_structure_survive_and_are_small()
    {
        const int width = 120, height = 90;
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            var (y, x, c) = (i / 3 / width, i / 3 % width, i % 3);
            // A slope to the right, one downwards, one along the diagonal, a flat part: each is some filter's best case.
            rgb[i] = (byte)(y < 30 ? x * 2 : y < 60 ? y * 3 : x < 60 ? x + y + (c * 20) : 77);
        }
        var file = Png.Encode(rgb, width, height);
        Assert.Equal(rgb, PngFile.Decode(file).Rgb);
        Assert.InRange(file.Length, 100, rgb.Length / 20);
    }

    [Fact]
    public void A_length_that_does_not_fit_is_refused() =>
        Assert.Contains("2 × 3 RGB pixels are 18 bytes; got 17", Assert.Throws<ArgumentException>(() => Png.Encode(new byte[17], 3, 2)).Message);

    [Fact]
    public void An_animation_has_its_frames_and_times()
    {
        var rgb = new byte[3 * 4 * 4 * 3];
        new Random(5).NextBytes(rgb);
        var file = Png.EncodeAnimation(rgb, 4, 4, 3, 0.25);
        var picture = PngFile.Decode(file);
        Assert.Equal(["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"], picture.Chunks);
        Assert.Equal(rgb[..48], picture.Rgb);
        var control = file.AsSpan().IndexOf("fcTL"u8) + 4;
        Assert.Equal((250, 1000), (BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(control + 20)), BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(control + 22))));
    }

    [Fact]
    public void Ffmpeg_reads_every_frame_of_an_animation()
    {
        var rgb = new byte[3 * 6 * 5 * 3];
        new Random(6).NextBytes(rgb);
        var path = Path.Combine(Directory.CreateTempSubdirectory("iv2-apng").FullName, "a.png");
        File.WriteAllBytes(path, Png.EncodeAnimation(rgb, 6, 5, 3, 0.1));
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-f", "apng", "-i", path, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]) { RedirectStandardOutput = true })!;
        using var decoded = new MemoryStream();
        ffmpeg.StandardOutput.BaseStream.CopyTo(decoded);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.Equal(rgb, decoded.ToArray());
    }
}
