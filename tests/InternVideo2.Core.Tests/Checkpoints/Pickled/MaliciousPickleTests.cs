using InternVideo2.Checkpoints;
using Xunit;

namespace InternVideo2.Tests.Checkpoints.Pickled;

/// <summary>A pickle that asks for more than tensors, or for more memory than a checkpoint needs, is refused; the message names what was found and where.</summary>
public sealed class MaliciousPickleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "eval")]
    [InlineData("builtins", "exec")]
    [InlineData("builtins", "getattr")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch", "load")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("operator", "attrgetter")]
    public void Names_that_could_run_something_are_refused(string module, string name)
    {
        var trace = folder.File("trace");
        var call = new PickleWriter().Global(module, name).Op('(').Text($"touch {trace}").Ops("tR").End();

        foreach (var file in BothContainers(call))
        {
            var error = Refused(file);
            Assert.Contains($"'{module.Replace("__builtin__", "builtins")}.{name}'", error.Message);
            Assert.Contains("byte 2 of", error.Message);
            Assert.Contains("nothing of it was executed", error.Message);
        }
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public void Also_inside_the_arguments_of_something_harmless()
    {
        var nested = new PickleWriter().Ops("}(").Text("w").Global("torch._utils", "_rebuild_tensor_v2").Op('(')
            .Global("argparse", "Namespace").Op('(').Global("os", "system").Op('(').Text("id").Ops("tRtR").Ops("tRu").End();

        Assert.Contains("'os.system'", Refused(TorchFile.Zip(nested)).Message);
    }

    [Fact]
    public void Also_by_a_name_put_together_on_the_stack() =>
        Assert.Contains("'os.system'", Refused(TorchFile.Zip(new PickleWriter().Text("os").Text("system").Raw(0x93).Op('(').Text("id").Ops("tR").End())).Message);

    [Theory]
    [InlineData("(ios\nsystem\n", "Inst")]
    [InlineData("(o", "Obj")]
    [InlineData("\x82\x01", "Ext1")]
    [InlineData("Pname\n", "PersId")]
    [InlineData("\x97", "NextBuffer")]
    public void Instructions_that_no_checkpoint_needs_are_refused(string instructions, string name) =>
        Assert.Contains($"instruction {name}", Refused(TorchFile.Zip(new PickleWriter().Ops(instructions).End())).Message);

    [Fact]
    public void Things_that_are_stepped_over_cannot_be_called()
    {
        var call = new PickleWriter().Ops("}(").Text("w").Global("argparse", "Namespace").Ops(")R").Op('(').Text("id").Ops("tRu").End();

        // What an opaque value "returns" is as opaque: there is still no tensor here.
        Assert.Contains("no tensors", Refused(TorchFile.Zip(call)).Message);
    }

    [Fact]
    public void A_name_the_caller_vouches_for_is_stepped_over_and_still_not_constructed()
    {
        var good = TorchFile.Good();
        var pickle = new PickleWriter().Raw(good.Pickle[2..^1]).Op('(').Text("settings").Global("mine", "Settings").Ops(")\x81}bu").End();
        var path = Save(TorchFile.Zip(pickle, storages: ("0", good.Storage)));

        Assert.Contains($"{nameof(CheckpointOptions)}.{nameof(CheckpointOptions.StepOver)}", Refused(path).Message);
        using var file = PickledCheckpoint.Open(path, new CheckpointOptions { StepOver = new HashSet<string> { "mine.Settings" } });
        Assert.Equal([("settings", "an object of type 'mine.Settings'")], file.LeftOut);
    }

    [Fact]
    public void A_memo_bomb_costs_no_more_than_its_bytes()
    {
        // Each list holds the one before it twice: 2^200 elements when written out.
        var bomb = new PickleWriter().Ops("]");
        for (byte level = 0; level < 200; level++) bomb.Raw((byte)'q', level).Op(']').Op('(').Raw((byte)'h', level).Raw((byte)'h', level).Op('e');

        Assert.True(Allocated(() => Refused(TorchFile.Zip(bomb.End()))) < 16 << 20);
    }

    [Fact]
    public void More_values_than_any_checkpoint_has_are_refused()
    {
        var flood = new PickleWriter().Op('(');
        flood.Raw([.. Enumerable.Repeat((byte)']', 6_000_000)]);

        var allocated = Allocated(() => Assert.Contains("too many values", Refused(TorchFile.Zip(flood.End())).Message));
        Assert.True(allocated < 700L << 20, $"{allocated >> 20} MiB");
    }

    [Fact]
    public void Depth_does_not_matter()
    {
        var deep = new PickleWriter().Ops(")");
        deep.Raw([.. Enumerable.Repeat((byte)0x85, 1_000_000)]);

        Assert.Contains("no dictionary of tensors", Refused(TorchFile.Zip(deep.End())).Message);
    }

    [Fact]
    public void A_dictionary_may_contain_itself() =>
        Assert.Contains("no tensors", Refused(TorchFile.Zip(new PickleWriter().Ops("}q\0(").Text("model").Ops("h\0u").End())).Message);

    [Theory]
    [InlineData("X\xff\xff\xff\xff")]
    [InlineData("B\xff\xff\xff\x7f")]
    [InlineData("\x8d\xff\xff\xff\xff\xff\xff\xff\x7f")]
    [InlineData("\x8d\xff\xff\xff\xff\xff\xff\xff\xff")]
    [InlineData("\x8b\xff\xff\xff\x7f")]
    [InlineData("T\xff\xff\xff\xff")]
    public void Declared_lengths_are_not_believed(string instruction) =>
        Assert.True(Allocated(() => Assert.Contains("ends early", Refused(TorchFile.Zip(new PickleWriter().Ops(instruction).End())).Message)) < 16 << 20);

    private IEnumerable<string> BothContainers(byte[] pickle)
    {
        foreach (var (name, bytes) in new[] { ("zip.pth", TorchFile.Zip(pickle)), ("legacy.pth", TorchFile.Legacy(pickle)) })
        {
            var path = folder.File(name);
            File.WriteAllBytes(path, bytes);
            yield return path;
        }
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private PickleException Refused(byte[] file) => Refused(Save(file));

    private static PickleException Refused(string path) => Assert.Throws<PickleException>(() => PickledCheckpoint.Open(path));

    private string Save(byte[] bytes)
    {
        var path = folder.File("made.pth");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
