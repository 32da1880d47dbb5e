using InternVideo2.Checkpoints;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints.Pickled;

/// <summary>
/// Whatever happens to a PyTorch file, opening it and reading its tensors gives either a PickleException or tensors of the promised shapes, with bounded
/// memory. The seed is fixed, so a failure repeats.
/// </summary>
[Trait("Category", "Slow")]
public sealed class PickleMutationTests
{
    private const int Rounds = 10_000;
    private const long MostManagedBytes = 16 << 20;

    private static readonly byte[][] Fragments =
    [
        [.. "(.0Q)]}Rbestuchq\x81\x85\x86\x87\x88\x89\x8a\x8b\x93\x94\x95".Select(letter => (byte)letter)],
        "cos\nsystem\n"u8.ToArray(), "ctorch\nHalfStorage\n"u8.ToArray(), "PK\x05\x06"u8.ToArray(),
        [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [(byte)'X', 0xff, 0xff, 0xff, 0x7f], [(byte)'J', 0xff, 0xff, 0xff, 0xff],
        [0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0x40],
    ];

    [Theory]
    [InlineData("training-zip.pth", 20240323)]
    [InlineData("training-legacy.pth", 20240324)]
    public void Mutated_files_are_refused_or_consistent(string name, int seed)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("mutated.pth");
        var good = File.ReadAllBytes(Path.Combine(RepositoryFolder.Path, "tests", "data", "checkpoints", name));
        var random = new Random(seed);
        var (refused, opened) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = good.ToList();
            for (var edit = random.Next(1, 4); edit > 0; edit--) Mutate(bytes, random);
            File.WriteAllBytes(path, [.. bytes]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var file = PickledCheckpoint.Open(path);
                ReadAll(file);
                opened++;
            }
            catch (PickleException)
            {
                refused++;
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostManagedBytes, $"round {round}: {allocated} bytes");
        }

        // Both ways must have been walked, or the test shows nothing.
        Assert.True(refused > Rounds / 10 && opened > Rounds / 100, $"{refused} refused, {opened} opened");
    }

    private static void ReadAll(PickledCheckpoint file)
    {
        using var scope = NewDisposeScope();
        foreach (var entry in file.Entries.Values)
        {
            var value = file.Read(entry.Name);
            Assert.Equal(entry.Shape, value.shape);
            Assert.True(entry.Count * entry.Dtype.ByteSize() <= 16 << 20);
        }
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, random.Next(Math.Min(40, bytes.Count - at) + 1));
                break;
            case 3:
                bytes.InsertRange(at, Fragments[random.Next(Fragments.Length)]);
                break;
            case 4:
                // Over what is there, so that the archive's offsets stay right.
                var fragment = Fragments[random.Next(Fragments.Length)];
                for (var i = 0; i < fragment.Length && at + i < bytes.Count; i++) bytes[at + i] = fragment[i];
                break;
            default:
                var from = random.Next(bytes.Count);
                for (var i = 0; i < 16 && at + i < bytes.Count && from + i < bytes.Count; i++) bytes[at + i] = bytes[from + i];
                break;
        }
    }
}
