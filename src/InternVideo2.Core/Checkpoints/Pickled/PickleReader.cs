namespace InternVideo2.Checkpoints.Pickled;

/// <summary>
/// Reads one pickle into plain values. Restricted: it knows containers, numbers, texts, and the few names a tensor is made of; it has no way to call
/// anything. Bounded: the work is limited by the length of the pickle and by <see cref="ValueLimit"/>, nothing recurses, and no declared length is
/// believed before the bytes are there.
/// </summary>
internal ref partial struct PickleReader
{
    /// <summary>Values a pickle may hold. A model of a thousand tensors with its optimiser has some hundred thousand.</summary>
    public const int ValueLimit = 4_000_000;

    /// <summary>Bytes a pickle may have. Tensor elements are not part of it.</summary>
    public const int LengthLimit = 128 << 20;

    private readonly string path;
    private readonly string part;
    private readonly ReadOnlySpan<byte> bytes;
    private readonly IReadOnlySet<string> alsoInert;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];
    private readonly Dictionary<string, PickleStorage> storages;
    private int position;
    private int at;
    private int values;

    /// <param name="path">The file, for messages.</param>
    /// <param name="part">The part of it that this pickle is, for messages.</param>
    /// <param name="bytes">Begins with the pickle; may go on after it.</param>
    /// <param name="alsoInert">Further names to be stepped over.</param>
    /// <param name="storages">Gets the storages the pickle speaks of.</param>
    public PickleReader(string path, string part, ReadOnlySpan<byte> bytes, IReadOnlySet<string> alsoInert, Dictionary<string, PickleStorage> storages)
    {
        (this.path, this.part, this.alsoInert, this.storages) = (path, part, alsoInert, storages);
        this.bytes = bytes.Length > LengthLimit ? bytes[..LengthLimit] : bytes;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => position;

    /// <summary>Runs the pickle to its end.</summary>
    /// <exception cref="PickleException">It is damaged, too large, or names something that has no part in a tensor.</exception>
    public object? Read()
    {
        while (true)
        {
            at = position;
            var opcode = (PickleOpcode)Take(1)[0];
            if (opcode != PickleOpcode.Stop)
            {
                Run(opcode);
                continue;
            }
            if (stack.Count != 1) throw Bad("the pickle ends with other than one value", actual: $"{stack.Count} values");
            return Pop();
        }
    }

    private void Run(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                var protocol = Take(1)[0];
                if (protocol is < 2 or > 5) throw Bad("the pickle's protocol is unknown", "2 to 5", $"{protocol}");
                break;
            case PickleOpcode.Frame: Take(8); break;
            case PickleOpcode.Mark: Mark(); break;
            case PickleOpcode.Pop: Discard(); break;
            case PickleOpcode.PopMark: AboveMark(); break;
            case PickleOpcode.Dup: Push(Peek()); break;
            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.BinInt: Push(Integer(4, signed: true)); break;
            case PickleOpcode.BinInt1: Push(Integer(1)); break;
            case PickleOpcode.BinInt2: Push(Integer(2)); break;
            case PickleOpcode.Long1: Push(LongInteger(Integer(1))); break;
            case PickleOpcode.Long4: Push(LongInteger(Integer(4, signed: true))); break;
            case PickleOpcode.BinFloat: Push(Float()); break;
            case PickleOpcode.ShortBinString: Push(Latin(Integer(1))); break;
            case PickleOpcode.BinString: Push(Latin(Integer(4, signed: true))); break;
            case PickleOpcode.ShortBinUnicode: Push(Text(Integer(1))); break;
            case PickleOpcode.BinUnicode: Push(Text(Integer(4))); break;
            case PickleOpcode.BinUnicode8: Push(Text(Integer(8))); break;
            case PickleOpcode.ShortBinBytes: Push(Take(Integer(1)).ToArray()); break;
            case PickleOpcode.BinBytes: Push(Take(Integer(4)).ToArray()); break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: Push(Take(Integer(8)).ToArray()); break;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet: Push(new PickleList()); break;
            case PickleOpcode.EmptyDict: Push(new PickleDict()); break;
            case PickleOpcode.EmptyTuple: Push(new PickleTuple([])); break;
            case PickleOpcode.Tuple1: Push(new PickleTuple(Top(1))); break;
            case PickleOpcode.Tuple2: Push(new PickleTuple(Top(2))); break;
            case PickleOpcode.Tuple3: Push(new PickleTuple(Top(3))); break;
            case PickleOpcode.Tuple or PickleOpcode.FrozenSet: Push(new PickleTuple(AboveMark())); break;
            case PickleOpcode.Append: Append(Top(1)); break;
            case PickleOpcode.Appends or PickleOpcode.AddItems: Append(AboveMark()); break;
            case PickleOpcode.SetItem: SetItems(Top(2)); break;
            case PickleOpcode.SetItems: SetItems(AboveMark()); break;
            case PickleOpcode.BinPut: memo[Integer(1)] = Peek(); break;
            case PickleOpcode.LongBinPut: memo[Integer(4)] = Peek(); break;
            case PickleOpcode.Memoize: memo[memo.Count] = Peek(); break;
            case PickleOpcode.BinGet: Push(Remembered(Integer(1))); break;
            case PickleOpcode.LongBinGet: Push(Remembered(Integer(4))); break;
            case PickleOpcode.Global: Push(Global(Line(), Line())); break;
            case PickleOpcode.StackGlobal: Push(GlobalOf(Top(2))); break;
            case PickleOpcode.BinPersId: Push(Storage(Top(1)[0])); break;
            case PickleOpcode.Reduce or PickleOpcode.NewObj: Construct(Top(2)); break;
            case PickleOpcode.NewObjEx: ConstructNamed(Top(3)); break;
            case PickleOpcode.Build: Build(Top(1)[0]); break;
            default: throw Unknown(opcode);
        }
    }

    private void Mark()
    {
        Count();
        marks.Add(stack.Count);
    }

    private void Push(object? value)
    {
        Count();
        stack.Add(value);
    }

    private void Count()
    {
        if (++values > ValueLimit) throw Bad("the pickle holds too many values for a checkpoint", $"at most {ValueLimit:N0}");
    }

    private readonly int Floor => marks.Count == 0 ? 0 : marks[^1];

    private readonly object? Peek() => stack.Count > Floor ? stack[^1] : throw Bad("the pickle uses a value that is not there");

    private readonly object? Pop()
    {
        var value = Peek();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private readonly void Discard()
    {
        // As in the reference implementation, this instruction also takes back a mark.
        if (marks.Count > 0 && marks[^1] == stack.Count) marks.RemoveAt(marks.Count - 1);
        else Pop();
    }

    private readonly object?[] Top(int count)
    {
        if (stack.Count - Floor < count) throw Bad("the pickle uses a value that is not there");
        var top = stack.GetRange(stack.Count - count, count).ToArray();
        stack.RemoveRange(stack.Count - count, count);
        return top;
    }

    private readonly object?[] AboveMark()
    {
        if (marks.Count == 0) throw Bad("the pickle collects values up to a mark that is not there");
        var items = Top(stack.Count - marks[^1]);
        marks.RemoveAt(marks.Count - 1);
        return items;
    }

    private readonly object? Remembered(long index) =>
        memo.TryGetValue(index, out var value) ? value : throw Bad("the pickle recalls a value it has not stored", actual: $"number {index}");

    private readonly PickleException Unknown(PickleOpcode opcode) => Enum.IsDefined(opcode)
        ? Bad($"the pickle has the instruction {opcode}, which is not part of a checkpoint", advice: Refuse)
        : Bad("the pickle has an unknown instruction", "one of protocols 2 to 5, as torch.save writes them", $"0x{(byte)opcode:x2}",
            "The file is damaged, or it is no PyTorch checkpoint.");

    private const string Refuse = "If you trust the file, load it where it was made and save the state dict alone: torch.save(model.state_dict(), …).";

    private readonly PickleException Bad(string problem, string? expected = null, string? actual = null, string? advice = null) =>
        new(path, $"{problem} (byte {at} of {part})", expected: expected, actual: actual, advice: advice);
}
