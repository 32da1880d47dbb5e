namespace InternVideo2.Checkpoints.Pickled;

internal ref partial struct PickleReader
{
    private readonly PickleGlobal Global(string module, string name)
    {
        var full = KnownGlobals.Canonical(module, name);
        var role = KnownGlobals.RoleOf(full) ?? (alsoInert.Contains(full) ? GlobalRole.Inert : null);
        return role is { } known
            ? new PickleGlobal(full, known)
            : throw Bad($"the pickle names '{Printable(full)}', which is not part of a tensor: nothing of it was executed, and the file is refused",
                advice: $"{Refuse} Should it be harmless bookkeeping, name it in {nameof(CheckpointOptions)}.{nameof(CheckpointOptions.StepOver)}.");
    }

    private readonly PickleGlobal GlobalOf(object?[] names) => names is [string module, string name]
        ? Global(module, name)
        : throw Bad("the pickle refers to a name that is no text", actual: $"{PickleKind.Of(names[0])} and {PickleKind.Of(names[1])}");

    private readonly PickleStorage Storage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal { Role: GlobalRole.Storage } type, string key, string, long count, .. var rest] })
        {
            throw Bad("the pickle refers to something outside it that is no storage", "('storage', type, key, device, elements)",
                id is PickleTuple { Items: [_, PickleGlobal other, ..] } ? PickleKind.Of(other) : PickleKind.Of(id));
        }
        if (rest is not ([] or [null]))
            throw Bad($"the storage '{key}' is a view of another one, which only very old versions of torch wrote", advice: Refuse);
        var storage = new PickleStorage(key, KnownGlobals.StorageType(type.Name), count);
        if (count < 0 || CheckpointEntry.ByteLength([count], storage.Dtype) is null)
            throw Bad($"the storage '{key}' has an impossible size", actual: $"{count} elements");
        if (!storages.TryAdd(key, storage) && storages[key] is var known && known.ByteLength != storage.ByteLength)
            throw Bad($"the storage '{key}' is described twice, differently", $"{known.ByteLength} bytes", $"{storage.ByteLength}");
        return storage;
    }

    private void Construct(object?[] calleeAndArguments)
    {
        if (calleeAndArguments[0] is PickleOpaque inert)
        {
            // Something made by a thing that was never made.
            Push(inert);
            return;
        }
        if (calleeAndArguments is not [PickleGlobal callee, PickleTuple { Items: var arguments }])
        {
            throw Bad("the pickle calls something that is no name", "a name and a tuple",
                $"{PickleKind.Of(calleeAndArguments[0])} and {PickleKind.Of(calleeAndArguments[1])}", Refuse);
        }
        Push(callee.Role switch
        {
            GlobalRole.Dictionary => Dictionary(arguments),
            GlobalRole.Size => arguments is [PickleTuple sizes] ? sizes : throw Wrong(callee),
            GlobalRole.Bytes => Bytes(callee, arguments),
            GlobalRole.Inert => new PickleOpaque(callee.Name),
            GlobalRole.Storage or GlobalRole.Dtype => throw Wrong(callee),
            _ => Tensor(callee, arguments),
        });
    }

    private void ConstructNamed(object?[] calleeAndArguments)
    {
        if (calleeAndArguments[0] is not PickleGlobal { Role: GlobalRole.Inert } callee)
            throw Bad("the pickle constructs something with named arguments", actual: PickleKind.Of(calleeAndArguments[0]), advice: Refuse);
        Push(new PickleOpaque(callee.Name));
    }

    /// <summary>State for the value on top. Opaque values forget it; dictionaries and tensors keep Python attributes there, which are not weights.</summary>
    private readonly void Build(object? state)
    {
        if (Peek() is not (PickleOpaque or PickleDict or PickleTensor))
            throw Bad("the pickle gives state to something that has none", actual: $"{PickleKind.Of(state)} for {PickleKind.Of(Peek())}", advice: Refuse);
    }

    private readonly void Append(object?[] items)
    {
        if (Peek() is PickleList list) list.Items.AddRange(items);
        else if (Peek() is not PickleOpaque) throw Bad("the pickle appends to something that is no list", actual: PickleKind.Of(Peek()));
    }

    private readonly void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0) throw Bad("the pickle sets a dictionary's key without a value");
        if (Peek() is PickleDict dictionary)
        {
            for (var i = 0; i < items.Length; i += 2) dictionary.Items.Add((items[i], items[i + 1]));
        }
        else if (Peek() is not PickleOpaque)
        {
            throw Bad("the pickle sets keys of something that is no dictionary", actual: PickleKind.Of(Peek()));
        }
    }

    private readonly PickleDict Dictionary(object?[] arguments)
    {
        var dictionary = new PickleDict();
        if (arguments is []) return dictionary;
        // Python 2 gives the items as a list of pairs.
        if (arguments is not [PickleList items]) throw Bad("the pickle fills a dictionary in an unknown way");
        foreach (var item in items.Items)
        {
            dictionary.Items.Add(item switch
            {
                PickleList { Items: [var key, var value] } => (key, value),
                PickleTuple { Items: [var key, var value] } => (key, value),
                _ => throw Bad("the pickle fills a dictionary with other than pairs", actual: PickleKind.Of(item)),
            });
        }
        return dictionary;
    }

    private readonly byte[] Bytes(PickleGlobal callee, object?[] arguments)
    {
        if (arguments is not [string text, "latin1"] || text.Any(letter => letter > 0xff)) throw Wrong(callee);
        return System.Text.Encoding.Latin1.GetBytes(text);
    }

    private readonly PickleTensor Tensor(PickleGlobal callee, object?[] arguments)
    {
        try
        {
            return TensorRebuild.Run(callee, arguments);
        }
        catch (FormatException e)
        {
            throw Bad($"'{callee.Name}' is given an impossible tensor: {e.Message}", advice: "The file is damaged or made by hand: fetch it again.");
        }
    }

    private readonly PickleException Wrong(PickleGlobal callee) => Bad($"the pickle calls '{callee.Name}' in an unknown way", advice: Refuse);

    private static string Printable(string name)
    {
        const int Shown = 100;
        var text = new string([.. name.Take(Shown).Select(letter => char.IsControl(letter) ? '?' : letter)]);
        return name.Length > Shown ? text + "…" : text;
    }
}
