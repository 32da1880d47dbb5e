using System.Text;

namespace InternVideo2.Checkpoints.Pickled;

/// <summary>
/// The container of torch 1.6 and later: a zip archive with the pickle in <c>NAME/data.pkl</c> and each storage in <c>NAME/data/KEY</c>.
/// </summary>
internal sealed class ZipContainer : IStorageSource
{
    private readonly MappedFile file;
    private readonly OrderedDictionary<string, ZipRecord> records;
    private readonly string folder;

    /// <exception cref="PickleException">The archive is damaged, is something else, or its pickle is refused.</exception>
    public ZipContainer(MappedFile file, IReadOnlySet<string> alsoInert)
    {
        this.file = file;
        records = ZipDirectory.Read(file);
        var pickle = Pickle();
        folder = pickle.Name[..^"data.pkl".Length];
        CheckByteOrder();
        var storages = new Dictionary<string, PickleStorage>();
        Root = Read(pickle, alsoInert, storages);
        foreach (var storage in storages.Values) Check(storage);
    }

    public object? Root { get; }

    public void CopyTo(string key, long from, Span<byte> to) => records[RecordOf(key)].CopyTo(file, from, to);

    private string RecordOf(string key) => $"{folder}data/{key}";

    private ZipRecord Pickle()
    {
        if (records.Keys.Any(name => name.EndsWith("/constants.pkl", StringComparison.Ordinal)))
        {
            throw new PickleException(file.Path, "this is a TorchScript program, not a checkpoint", advice:
                "Load it where it was made and save the state dict alone: torch.save(model.state_dict(), …).");
        }
        var pickles = records.Values.Where(record => record.Name == "data.pkl" || record.Name.EndsWith("/data.pkl", StringComparison.Ordinal)).ToList();
        if (pickles is [var only]) return only;
        var found = records.Count == 0 ? "an empty archive" : $"{records.Count} records: {string.Join(", ", records.Keys.Take(3))}, …";
        throw new PickleException(file.Path, "this zip archive is not a PyTorch checkpoint", expected: "one record 'data.pkl'",
            actual: pickles.Count == 0 ? found : $"{pickles.Count}", advice: "If it is a packed folder, unpack it and open what is inside.");
    }

    private void CheckByteOrder()
    {
        if (!records.TryGetValue($"{folder}byteorder", out var record)) return;
        var order = Encoding.Latin1.GetString(Bytes(record, limit: 16));
        if (order == "little") return;
        throw new PickleException(file.Path, "the tensors have an unsupported byte order", expected: "little", actual: order,
            advice: "Save it again on another machine.");
    }

    private object? Read(ZipRecord pickle, IReadOnlySet<string> alsoInert, Dictionary<string, PickleStorage> storages)
    {
        var bytes = pickle.Deflated
            ? Bytes(pickle, PickleReader.LengthLimit)
            : file.Slice(pickle.Offset, (int)Math.Min(pickle.Length, PickleReader.LengthLimit));
        return new PickleReader(file.Path, $"'{pickle.Name}'", bytes, alsoInert, storages).Read();
    }

    private byte[] Bytes(ZipRecord record, int limit)
    {
        if (record.Length > limit)
            throw new PickleException(file.Path, $"the record '{record.Name}' is too long", expected: $"at most {limit} bytes", actual: $"{record.Length}");
        var bytes = new byte[record.Length];
        record.CopyTo(file, 0, bytes);
        return bytes;
    }

    private void Check(PickleStorage storage)
    {
        if (!records.TryGetValue(RecordOf(storage.Key), out var record))
        {
            throw new PickleException(file.Path, $"the archive lacks the record '{RecordOf(storage.Key)}' that its pickle speaks of",
                advice: "The file is damaged: copy or download it again.");
        }
        if (record.Length != storage.ByteLength)
        {
            throw new PickleException(file.Path, $"the record '{record.Name}' has another size than the pickle says",
                expected: $"{storage.ByteLength} bytes for {storage.Count} elements of {storage.Dtype}", actual: $"{record.Length}",
                advice: "The file is damaged: copy or download it again.");
        }
    }
}
