using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace InternVideo2.Checkpoints.Pickled;

/// <summary>
/// The container before torch 1.6: five pickles in a row (a magic number, the protocol, facts about the machine, the object, the keys of the storages),
/// then for each key the number of elements in 8 bytes and the elements.
/// </summary>
internal sealed class LegacyContainer : IStorageSource
{
    private const int Protocol = 1001;
    private const int CountSize = 8;
    private static readonly BigInteger Magic = BigInteger.Parse("01950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    private readonly MappedFile file;
    private readonly Dictionary<string, PickleStorage> storages = [];
    private readonly Dictionary<string, long> offsets = [];
    private long position;

    /// <exception cref="PickleException">The file is damaged, is something else, or its pickle is refused.</exception>
    public LegacyContainer(MappedFile file, IReadOnlySet<string> alsoInert)
    {
        this.file = file;
        if (Read("the magic number", Nothing) is not BigInteger magic || magic != Magic)
        {
            throw new PickleException(file.Path, "this is a pickle, but not one that torch.save wrote", expected: "torch's magic number first",
                advice: "Load it where it was made and save it with torch.save or as safetensors.");
        }
        if (Read("the protocol number", Nothing) is not (long and Protocol))
            throw new PickleException(file.Path, "the container's protocol is unknown", expected: $"{Protocol}");
        if (Read("the facts about the machine", Nothing) is PickleDict facts && facts.Find("little_endian") is false)
        {
            throw new PickleException(file.Path, "the tensors have an unsupported byte order", expected: "little", actual: "big",
                advice: "Save it again on another machine.");
        }
        Root = Read("the object", alsoInert);
        Locate(Read("the list of storages", Nothing));
    }

    public object? Root { get; }

    public void CopyTo(string key, long from, Span<byte> to) => file.Slice(offsets[key] + from, to.Length).CopyTo(to);

    private object? Read(string part, IReadOnlySet<string> alsoInert)
    {
        var length = (int)Math.Min(file.Length - position, PickleReader.LengthLimit);
        var reader = new PickleReader(file.Path, part, file.Slice(position, length), alsoInert, storages);
        var value = reader.Read();
        position += reader.Position;
        return value;
    }

    private void Locate(object? keys)
    {
        if (keys is not PickleList list) throw Bad("the list of storages is no list", actual: PickleKind.Of(keys));
        foreach (var key in list.Items)
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage))
                throw Bad("the file holds a storage that no tensor uses", actual: key is string text ? $"'{text}'" : PickleKind.Of(key));
            if (file.Length - position < CountSize) throw Bad($"the file ends before storage '{name}'", advice: Refetch);
            var count = BinaryPrimitives.ReadInt64LittleEndian(file.Slice(position, CountSize));
            position += CountSize;
            if (count != storage.Count) throw Bad($"storage '{name}' has another size than the pickle says", $"{storage.Count} elements", $"{count}", Refetch);
            if (storage.ByteLength > file.Length - position)
                throw Bad($"storage '{name}' reaches beyond the file", $"at most {file.Length - position} bytes", $"{storage.ByteLength}", Refetch);
            if (!offsets.TryAdd(name, position)) throw Bad($"the storage '{name}' occurs twice");
            position += storage.ByteLength;
        }
        if (storages.Keys.FirstOrDefault(key => !offsets.ContainsKey(key)) is { } missing)
            throw Bad($"the file lacks the storage '{missing}' that its pickle speaks of", advice: Refetch);
    }

    private const string Refetch = "The file is truncated or damaged: copy or download it again.";

    private PickleException Bad(string problem, string? expected = null, string? actual = null, string? advice = null) =>
        new(file.Path, problem, expected: expected, actual: actual, advice: advice);
}
