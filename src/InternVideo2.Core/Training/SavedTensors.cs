using InternVideo2.Checkpoints;
using static TorchSharp.torch;

namespace InternVideo2.Training;

/// <summary>One tensor file of a saved run.</summary>
internal sealed class SavedTensors : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly string _path;

    /// <exception cref="RunStateException">The file is missing or malformed.</exception>
    public SavedTensors(string path)
    {
        _path = path;
        try
        {
            _file = SafetensorsFile.Open(path);
        }
        catch (Exception e) when (e is SafetensorsException or IOException)
        {
            throw new RunStateException($"The saved run cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Checks that the file has exactly these names with these shapes and element types.</summary>
    /// <exception cref="RunStateException">It has not; the first differences are listed.</exception>
    public void Expect(IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        var expected = tensors.ToDictionary(t => t.Name, t => t.Tensor, StringComparer.Ordinal);
        var differences = expected.Keys.Except(_file.Entries.Keys).Select(n => $"'{n}' is missing")
            .Concat(_file.Entries.Keys.Except(expected.Keys).Select(n => $"'{n}' is not part of this run"))
            .Concat(expected.Where(t => _file.Entries.TryGetValue(t.Key, out var entry) && !Same(entry, t.Value)).Select(
                t => $"'{t.Key}' is {Describe(_file.Entries[t.Key])} in the file, [{string.Join(", ", t.Value.shape)}] {t.Value.dtype} in this run"))
            .ToList();
        if (differences.Count > 0)
        {
            var more = differences.Count > 5 ? $" and {differences.Count - 5} more" : "";
            throw new RunStateException(
                $"'{_path}' belongs to another run: {string.Join("; ", differences.Take(5))}{more}. Build the model with the options the run was started with.");
        }
    }

    /// <summary>Checks that the file has this name, and that everything in it has the shape and element type of <paramref name="example"/>.</summary>
    /// <exception cref="RunStateException">It has not; the first differences are listed.</exception>
    public void ExpectAllLike(Tensor example, string name) => Expect(_file.Entries.Keys.Union([name]).Select(n => (n, example)));

    /// <summary>Copies the saved values into these tensors, on whatever device they are.</summary>
    public void CopyTo(IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        foreach (var (name, target) in tensors)
        {
            using var saved = _file.Read(name);
            target.copy_(saved);
        }
    }

    /// <summary>All tensors of the file, owned by the caller.</summary>
    public IReadOnlyDictionary<string, Tensor> ReadAll() =>
        _file.Entries.Keys.ToDictionary(name => name, name => _file.Read(name).DetachFromDisposeScope(), StringComparer.Ordinal);

    public void Dispose() => _file.Dispose();

    private static bool Same(SafetensorsEntry entry, Tensor tensor) =>
        TensorTypes.ToScalarType(entry.Dtype) == tensor.dtype && entry.Shape.AsSpan().SequenceEqual(tensor.shape);

    private static string Describe(SafetensorsEntry entry) => $"{entry.ShapeText} {TensorTypes.ToScalarType(entry.Dtype)}";
}
