using InternVideo2.Checkpoints;
using Xunit;

namespace InternVideo2.Tests.Checkpoints.Pickled;

/// <summary>Damage of every kind is one clear error that names the place.</summary>
public sealed class DamagedPickleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_short_anywhere_is_refused(bool legacy)
    {
        var (pickle, storage) = TorchFile.Good(legacy);
        var whole = legacy ? TorchFile.Legacy(pickle, storages: ("0", storage)) : TorchFile.Zip(pickle, storages: ("0", storage));
        for (var length = 0; length < whole.Length; length++) Assert.NotEmpty(Refused(whole[..length]).Message);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4\n", "git-LFS pointer", "git lfs pull")]
    [InlineData("\n<!DOCTYPE html><html><body>404</body></html>", "web page", "download the file again")]
    [InlineData("", "empty", "fetch it again")]
    [InlineData("\x1f\x8b\x08", "gzip", "gunzip")]
    public void Other_files_under_the_name_of_a_checkpoint_are_recognised(string content, string what, string advice)
    {
        var path = Save([.. content.Select(letter => (byte)letter)]);
        foreach (var error in new[] { Assert.Throws<PickleException>(() => PickledCheckpoint.Open(path)), Assert.Throws<CheckpointException>(() => Checkpoint.Open(path)) })
        {
            Assert.Contains(what, error.Message);
            Assert.Contains(advice, error.Message);
            Assert.Contains(path, error.Message);
        }
    }

    [Theory]
    [InlineData("archive/constants.pkl", "TorchScript")]
    [InlineData("readme.txt", "not a PyTorch checkpoint")]
    public void Other_archives_are_recognised(string record, string what) => Assert.Contains(what, Refused(TorchFile.Archive([(record, [1])])).Message);

    [Fact]
    public void Big_endian_files_are_refused()
    {
        var (pickle, storage) = TorchFile.Good();
        var archive = TorchFile.Archive([("a/data.pkl", pickle), ("a/byteorder", "big"u8.ToArray()), ("a/data/0", storage)]);

        Assert.Contains("byte order", Refused(archive).Message);
    }

    [Fact]
    public void A_missing_storage_is_named() => Assert.Contains("'archive/data/0'", Refused(TorchFile.Zip(TorchFile.Good().Pickle)).Message);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_storage_of_another_size_is_named(bool legacy)
    {
        var (pickle, storage) = TorchFile.Good(legacy);
        var error = Refused(legacy ? TorchFile.Legacy(pickle, storages: ("0", storage[4..])) : TorchFile.Zip(pickle, storages: ("0", storage[4..])));

        Assert.Contains("another size", error.Message);
        Assert.NotNull(error.Expected);
    }

    [Fact]
    public void A_compressed_storage_that_is_damaged_is_noticed_when_it_is_read()
    {
        var (pickle, _) = TorchFile.Good();
        var bytes = TorchFile.Zip(pickle, deflate: true, ("0", TorchFile.Floats(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f)));
        var local = bytes.AsSpan().IndexOf("archive/data/0"u8) + "archive/data/0".Length;
        for (var at = local; at < local + 6; at++) bytes[at] = 0xff;
        using var file = PickledCheckpoint.Open(Save(bytes));

        Assert.Contains("damaged", Assert.Throws<PickleException>(() => file.Read("w")).Message);
    }

    [Theory]
    [InlineData(7, 0, 6, 1)] // One element too many.
    [InlineData(6, 1, 6, 1)] // Right size, but begins too late.
    [InlineData(3, 0, 6, 3)] // The last step leads outside.
    [InlineData(-1, 0, 6, 1)]
    [InlineData(2, 5, 6, -1)]
    [InlineData(2, -1, 6, 1)]
    [InlineData(1L << 40, 0, 6, 0)] // One element shown 2^40 times.
    [InlineData(long.MaxValue, 0, 6, long.MaxValue)]
    public void A_tensor_outside_its_storage_is_refused(long size, long offset, long count, long stride)
    {
        var pickle = new PickleWriter().Ops("}(").Text("w").Tensor("0", "Float", count, offset, [size], [stride]).Op('u').End();

        Assert.Contains("impossible tensor", Refused(TorchFile.Zip(pickle, storages: ("0", new byte[24]))).Message);
    }

    [Fact]
    public void A_storage_that_claims_more_than_the_file_is_refused()
    {
        var pickle = new PickleWriter().Ops("}(").Text("w").Tensor("0", "Float", 1L << 50, 0, [1L << 50], [1], legacy: true).Op('u').End();

        Assert.Contains("another size", Refused(TorchFile.Legacy(pickle, storages: ("0", new byte[8]))).Message);
    }

    [Fact]
    public void Texts_instead_of_names_and_numbers_instead_of_storages_are_refused()
    {
        Assert.Contains("no name", Refused(TorchFile.Zip(new PickleWriter().Text("os.system").Ops(")R").End())).Message);
        Assert.Contains("no storage", Refused(TorchFile.Zip(new PickleWriter().Int(1).Op('Q').End())).Message);
        Assert.Contains("not there", Refused(TorchFile.Zip(new PickleWriter().Op('R').End())).Message);
        Assert.Contains("has not stored", Refused(TorchFile.Zip(new PickleWriter().Ops("h\x05").End())).Message);
        Assert.Contains("unknown instruction", Refused(TorchFile.Zip(new PickleWriter().Op('\x01').End())).Message);
    }

    [Fact]
    public void A_pickle_that_torch_did_not_write_is_recognised() =>
        Assert.Contains("not one that torch.save wrote", Refused(TorchFile.Good().Pickle).Message);

    private PickleException Refused(byte[] file)
    {
        var path = Save(file);
        return Assert.Throws<PickleException>(() => PickledCheckpoint.Open(path));
    }

    private string Save(byte[] bytes)
    {
        var path = folder.File("made.pth");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
