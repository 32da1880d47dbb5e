using System.Runtime.InteropServices;
using System.Text;
using InternVideo2.Checkpoints;
using Xunit;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>
/// A well-formed file reads back exactly; every broken rule of the format gives a SafetensorsException that names the file and the key.
/// </summary>
public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Reads_entries_metadata_and_bytes()
    {
        using var file = SafetensorsFile.Open(Save(RawSafetensors.File(RawSafetensors.GoodHeader, RawSafetensors.GoodDataLength)));

        Assert.Equal("by hand", file.Metadata["made"]);
        Assert.Equal(["a", "b"], file.Entries.Keys);
        var a = file.Entries["a"];
        Assert.Equal((SafetensorsDtype.F32, 24L), (a.Dtype, a.Length));
        Assert.Equal([2L, 3L], a.Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)i), file.Bytes("a").ToArray());
        Assert.Equal([24], file.Bytes("b").ToArray());
        Assert.Equal(0x03020100u, MemoryMarshal.Read<uint>(file.Bytes("a")));
    }

    [Fact]
    public void Entries_come_in_the_order_of_their_data()
    {
        const string Header = """{"z":{"dtype":"I8","shape":[2],"data_offsets":[1,3]},"empty":{"dtype":"F64","shape":[3,0],"data_offsets":[1,1]},"y":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}""";

        using var file = SafetensorsFile.Open(Save(RawSafetensors.File(Header, 3)));

        Assert.Equal(["y", "empty", "z"], file.Entries.Keys);
        Assert.Equal([1, 2], file.Bytes("z").ToArray());
        Assert.True(file.Bytes("empty").IsEmpty);
    }

    [Fact]
    public void Blanks_after_the_header_are_allowed_and_a_file_without_tensors_too()
    {
        using var file = SafetensorsFile.Open(Save(RawSafetensors.File("{}   ", 0)));

        Assert.Empty(file.Entries);
    }

    [Fact]
    public void Unknown_tensor_names_the_file_the_key_and_near_names()
    {
        var path = Save(RawSafetensors.File("""{"block.weight":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1));
        using var file = SafetensorsFile.Open(path);

        var error = Assert.Throws<SafetensorsException>(() => file.Bytes("blocks.weight"));

        Assert.Equal((path, "blocks.weight"), (error.Path, error.Key));
        Assert.Contains("block.weight", error.Message);
    }

    [Fact]
    public void Use_after_disposal_throws()
    {
        var file = SafetensorsFile.Open(Save(RawSafetensors.File(RawSafetensors.GoodHeader, RawSafetensors.GoodDataLength)));
        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.Bytes("a").ToArray());
    }

    [Fact]
    public void Missing_file_is_a_missing_file() =>
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(folder.File("none.safetensors")));

    // header, length of the data, key the message must name (or empty), words it must contain
    public static TheoryData<string, int, string, string> Malformed => new()
    {
        { "", 0, "", "not a JSON object" },
        { "[]", 0, "", "not a JSON object" },
        { " {}", 0, "", "not a JSON object" },
        { "{", 0, "", "not valid JSON" },
        { "{} x", 0, "", "not valid JSON" },
        { "{}{}", 0, "", "not valid JSON" },
        { """{"a":1}""", 0, "a", "not an object" },
        { """{"a":null}""", 0, "a", "not an object" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "a", "twice" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "a", "'dtype' occurs twice" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"stride":[1]}}""", 4, "a", "unknown field 'stride'" },
        { """{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "a", "'dtype' is missing" },
        { """{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "a", "'shape' is missing" },
        { """{"a":{"dtype":"F32","shape":[1]}}""", 4, "a", "'data_offsets' is missing" },
        { """{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "a", "unknown dtype" },
        { """{"a":{"dtype":"1","shape":[1],"data_offsets":[0,4]}}""", 4, "a", "unknown dtype" },
        { """{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", 4, "a", "not a string" },
        { """{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "a", "not an array" },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "a", "non-negative" },
        { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "a", "non-negative" },
        { """{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "a", "non-negative" },
        { """{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", 4, "a", "non-negative" },
        { """{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", 4, "a", "non-negative" },
        { """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", 4, "a", "too large to address" },
        { """{"a":{"dtype":"U8","shape":[4294967296,4294967297],"data_offsets":[0,4294967296]}}""", 4, "a", "beyond the end" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "a", "not a pair" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "a", "backwards" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "a", "beyond the end" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "a", "disagree" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "b", "overlap" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}""", 16, "b", "belong to no tensor" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "a", "belong to no tensor" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "", "end of the file belong to no tensor" },
        { "{}", 1, "", "end of the file belong to no tensor" },
        { """{"__metadata__":[]}""", 0, "", "not an object of strings" },
        { """{"__metadata__":{"a":1}}""", 0, "", "not a string" },
        { """{"__metadata__":{"a":"1","a":"2"}}""", 0, "", "twice" },
        { """{"__metadata__":{},"__metadata__":{}}""", 0, "", "twice" },
        { """{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "", "Unicode" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_headers_are_refused(string header, int dataLength, string key, string words)
    {
        var path = Save(RawSafetensors.File(header, dataLength));

        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path));

        Assert.Equal(key.Length == 0 ? null : key, error.Key);
        Assert.Contains(words, error.Message);
        Assert.Contains(path, error.Message);
    }

    [Fact]
    public void Invalid_utf8_is_refused()
    {
        var header = Encoding.UTF8.GetBytes(RawSafetensors.GoodHeader);
        header[^3] = 0xff;

        Refused(RawSafetensors.File(header, RawSafetensors.GoodDataLength), "UTF-8");
    }

    [Fact]
    public void Header_length_must_fit_the_file_and_the_limit()
    {
        var header = Encoding.UTF8.GetBytes(RawSafetensors.GoodHeader);
        Refused(RawSafetensors.File(header, 0, claimedLength: (ulong)header.Length + 1), "truncated");
        Refused(RawSafetensors.File(header, 0, claimedLength: 100_000_001), "100000000");
        Refused(RawSafetensors.File(header, 0, claimedLength: ulong.MaxValue), "100000000");
    }

    [Theory]
    [InlineData("", "too short")]
    [InlineData("abc", "too short")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "git lfs pull")]
    [InlineData("<!DOCTYPE html><html></html>", "error page")]
    [InlineData("PK\u0003\u0004 and what follows", "pickle")]
    public void Other_files_are_recognised(string content, string words) => Refused(Encoding.ASCII.GetBytes(content), words);

    [Fact]
    public void Every_truncation_is_refused()
    {
        var good = RawSafetensors.File(RawSafetensors.GoodHeader, RawSafetensors.GoodDataLength);
        for (var length = 0; length < good.Length; length++) Refused(good[..length], "");
    }

    private void Refused(byte[] content, string words)
    {
        var path = Save(content);
        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path));
        Assert.Contains(words, error.Message);
    }

    private string Save(byte[] content)
    {
        var path = folder.File("some.safetensors");
        File.WriteAllBytes(path, content);
        return path;
    }
}
