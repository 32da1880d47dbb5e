using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// Files of one tensor L × R × C each, mapped into memory to be read, with a check (CRC-32C) for each row. Written to the side and renamed; not
/// synchronised with the disk, since a file that is torn all the same fails its checks and is made again. Thread-safe; several processes may share
/// a folder, each counting what it wrote itself.
/// </summary>
internal sealed class TeacherRecords
{
    private const string Values = "values";
    private const string Checks = "checks";

    private readonly string folder;
    private readonly long limit;
    private long bytes;
    private long damaged;
    private long declined;

    public TeacherRecords(string folder, long limit)
    {
        (this.folder, this.limit) = (Path.GetFullPath(folder), limit);
        Directory.CreateDirectory(this.folder);
        bytes = new DirectoryInfo(this.folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
    }

    public long Bytes => Interlocked.Read(ref bytes);

    public long Damaged => Interlocked.Read(ref damaged);

    public long Declined => Interlocked.Read(ref declined);

    /// <summary>Some rows of a record, on the CPU; null if there is no such record or it is damaged.</summary>
    /// <param name="name">Path below the folder, without ending.</param>
    /// <param name="rows">Which rows of R; null: all.</param>
    /// <returns>L × |rows| × C, owned by the caller.</returns>
    public Tensor? Read(string name, long[]? rows)
    {
        var path = PathOf(name);
        if (!File.Exists(path)) return null;
        try
        {
            using var file = SafetensorsFile.Open(path);
            if (Pick(file, name, rows) is { } found) return found;
        }
        catch (SafetensorsException)
        {
            // Counted and replaced, like a row that fails its check.
        }
        Interlocked.Increment(ref damaged);
        return null;
    }

    /// <summary>Keeps a tensor L × R × C under a name, unless there is no room for it.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Write(string name, Tensor value)
    {
        using var scope = NewDisposeScope();
        var dense = value.detach().cpu().contiguous();
        var shape = dense.shape;
        var size = dense.numel() * ElementSize(dense) + (shape[0] * shape[1] * sizeof(int)) + 512;
        var path = PathOf(name);
        var before = File.Exists(path) ? new FileInfo(path).Length : 0;
        if (Interlocked.Add(ref bytes, size - before) > limit)
        {
            Interlocked.Add(ref bytes, before - size);
            Interlocked.Increment(ref declined);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var checks = tensor(RowChecks(dense.bytes, Seed(name, shape), (int)(shape[0] * shape[1])), dtype: ScalarType.Int32).view(shape[0], shape[1]);
        SafetensorsWriter.Write(path, [(Values, dense), (Checks, checks)], durable: false);
    }

    private static Tensor? Pick(SafetensorsFile file, string name, long[]? rows)
    {
        var (entry, shape) = (file.Entry(Values), file.Entry(Values).Shape);
        var values = file.Bytes(Values);
        var checks = MemoryMarshal.Cast<byte, uint>(file.Bytes(Checks));
        if (shape.Length != 3 || checks.Length != shape[0] * shape[1] || (rows is { Length: > 0 } && rows[^1] >= shape[1])) return null;
        var (layers, all, seed) = ((int)shape[0], (int)shape[1], Seed(name, shape));
        var row = values.Length / Math.Max(1, layers * all);
        var count = rows?.Length ?? all;
        var result = empty([layers, count, shape[2]], dtype: TensorTypes.ToScalarType(entry.Dtype), device: CPU);
        var target = result.bytes;
        for (var layer = 0; layer < layers; layer++)
        {
            for (var i = 0; i < count; i++)
            {
                var at = layer * all + (int)(rows?[i] ?? i);
                var source = values.Slice(at * row, row);
                if (Check(source, seed) == checks[at])
                {
                    source.CopyTo(target[((layer * count + i) * row)..]);
                    continue;
                }
                result.Dispose();
                return null;
            }
        }
        return result;
    }

    // A record under another name or with another shape fails too.
    private static uint Seed(string name, long[] shape) =>
        Check(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {string.Join(' ', shape)}")), 0);

    private static int[] RowChecks(ReadOnlySpan<byte> values, uint seed, int rows)
    {
        var checks = new int[rows];
        var row = values.Length / Math.Max(1, rows);
        for (var i = 0; i < rows; i++) checks[i] = (int)Check(values.Slice(i * row, row), seed);
        return checks;
    }

    private static uint Check(ReadOnlySpan<byte> data, uint seed)
    {
        var check = ~seed;
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (var word in words) check = BitOperations.Crc32C(check, word);
        foreach (var rest in data[(words.Length * sizeof(ulong))..]) check = BitOperations.Crc32C(check, rest);
        return ~check;
    }

    private static long ElementSize(Tensor tensor) => TensorTypes.ToSafetensors(tensor.dtype)!.Value.ByteSize();

    private string PathOf(string name) => Path.Combine(folder, name + ".safetensors");
}
