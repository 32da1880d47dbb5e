using InternVideo2.Checkpoints;
using Xunit;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>What is written reads back; a failure leaves an older file as it was.</summary>
public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_element_type_makes_the_round_trip()
    {
        var path = folder.File("all.safetensors");
        var parts = Enum.GetValues<SafetensorsDtype>()
            .Select((dtype, i) => SafetensorsPart.Of($"t.{dtype}", dtype, [i, 3], Pattern(i * 3 * dtype.ByteSize(), i))).ToList();

        SafetensorsWriter.WriteParts(path, parts, new Dictionary<string, string> { ["käse \"n\\ame"] = "wert\n<&>" });

        using var file = SafetensorsFile.Open(path);
        Assert.Equal("wert\n<&>", file.Metadata["käse \"n\\ame"]);
        Assert.Equal(parts.Count, file.Entries.Count);
        foreach (var (i, part) in parts.Index())
        {
            Assert.Equal((part.Dtype, i), (file.Entry(part.Name).Dtype, (int)file.Entry(part.Name).Shape[0]));
            Assert.Equal(Pattern(i * 3 * part.Dtype.ByteSize(), i), file.Bytes(part.Name).ToArray());
        }
    }

    [Fact]
    public void Every_tensor_is_aligned_to_its_element_size()
    {
        var path = folder.File("aligned.safetensors");
        SafetensorsWriter.WriteParts(path, [Bytes("odd", 3), SafetensorsPart.Of("wide", SafetensorsDtype.F64, [2], new byte[16]), Bytes("odd2", 1), SafetensorsPart.Of("half", SafetensorsDtype.F16, [1], new byte[2])]);

        using var file = SafetensorsFile.Open(path);
        Assert.All(file.Entries.Values, entry => Assert.Equal(0, entry.Offset % entry.Dtype.ByteSize()));
        Assert.Equal(["wide", "half", "odd", "odd2"], file.Entries.Keys);
        Assert.Equal(0, file.Entry("wide").Offset % 64);
    }

    [Fact]
    public void Scalars_and_tensors_without_elements_are_kept()
    {
        var path = folder.File("small.safetensors");
        SafetensorsWriter.WriteParts(path, [new("scalar", SafetensorsDtype.I16, [], s => s.Write([7, 0])), new("none", SafetensorsDtype.F32, [0, 5], _ => { })]);

        using var file = SafetensorsFile.Open(path);
        Assert.Equal([7, 0], file.Bytes("scalar").ToArray());
        Assert.Equal([0L, 5L], file.Entry("none").Shape);
    }

    [Fact]
    public void Impossible_parts_are_refused_before_anything_is_written()
    {
        var path = folder.File("bad.safetensors");

        Assert.Equal("a", Assert.Throws<SafetensorsException>(() => SafetensorsWriter.WriteParts(path, [Bytes("a", 1), Bytes("a", 1)])).Key);
        Assert.Throws<SafetensorsException>(() => SafetensorsWriter.WriteParts(path, [Bytes("__metadata__", 1)]));
        Assert.Throws<SafetensorsException>(() => SafetensorsWriter.WriteParts(path, [new("a", SafetensorsDtype.U8, [-1], _ => { })]));
        Assert.Throws<SafetensorsException>(() => SafetensorsWriter.WriteParts(path, [new("a", SafetensorsDtype.F32, [long.MaxValue, 2], _ => { })]));
        Assert.Throws<SafetensorsException>(() => SafetensorsWriter.WriteParts(path, [new("a", SafetensorsDtype.U8, [3], s => s.WriteByte(1))]));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_the_old_file_and_nothing_else()
    {
        var path = folder.File("kept.safetensors");
        SafetensorsWriter.WriteParts(path, [Bytes("old", 4)]);
        var before = File.ReadAllBytes(path);

        var error = Assert.Throws<IOException>(() => SafetensorsWriter.WriteParts(path, [Bytes("new", 4), new("worse", SafetensorsDtype.U8, [4], _ => throw new IOException("device failed"))]));

        Assert.Contains("device failed", error.Message);
        Assert.Contains("unchanged", error.Message);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_full_disk_is_reported_before_writing_and_leaves_the_old_file()
    {
        var path = folder.File("kept.safetensors");
        SafetensorsWriter.WriteParts(path, [Bytes("old", 4)]);
        var before = File.ReadAllBytes(path);
        var touched = false;
        var tooMuch = new DriveInfo(folder.Path).TotalSize + (1L << 30);

        var error = Assert.Throws<IOException>(() => SafetensorsWriter.WriteParts(path, [new("huge", SafetensorsDtype.U8, [tooMuch], _ => touched = true)]));

        Assert.False(touched);
        Assert.Contains(path, error.Message);
        Assert.Contains("unchanged", error.Message);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => SafetensorsWriter.WriteParts(folder.File("no/such/file.safetensors"), [Bytes("a", 1)]));
        Assert.Contains("no/such", error.Message);
    }

    private static SafetensorsPart Bytes(string name, int count) => SafetensorsPart.Of(name, SafetensorsDtype.U8, [count], Pattern(count, 1));

    private static byte[] Pattern(int length, int start) => [.. Enumerable.Range(start, length).Select(i => (byte)(i * 37))];
}
