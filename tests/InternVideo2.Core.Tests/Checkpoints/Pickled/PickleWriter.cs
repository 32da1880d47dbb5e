using System.Buffers.Binary;
using System.Text;

namespace InternVideo2.Tests.Checkpoints.Pickled;

/// <summary>Writes pickles instruction by instruction, so that tests can say anything in that language, well-formed or not.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream bytes = new();

    public PickleWriter() => Raw(0x80, 2);

    /// <summary>The pickle, ended.</summary>
    public byte[] End()
    {
        Op('.');
        return bytes.ToArray();
    }

    public PickleWriter Raw(params byte[] raw)
    {
        bytes.Write(raw);
        return this;
    }

    public PickleWriter Op(char opcode) => Raw((byte)opcode);

    /// <summary>Several instructions without operands: ( mark, t tuple, R reduce, } dictionary, u set items, …</summary>
    public PickleWriter Ops(string opcodes) => Raw(Encoding.Latin1.GetBytes(opcodes));

    public PickleWriter Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Op('X').Raw(Four((uint)utf8.Length)).Raw(utf8);
    }

    public PickleWriter Int(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue) return Op('J').Raw(Four((uint)(int)value));
        var wide = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(wide, value);
        return Raw(0x8a, 8).Raw(wide);
    }

    public PickleWriter Global(string module, string name) => Op('c').Raw(Encoding.Latin1.GetBytes($"{module}\n{name}\n"));

    public PickleWriter Sizes(params long[] sizes)
    {
        Op('(');
        foreach (var size in sizes) Int(size);
        return Op('t');
    }

    /// <summary>The persistent id of a storage.</summary>
    public PickleWriter Storage(string key, string type, long count, bool legacy = false)
    {
        Op('(').Text("storage").Global("torch", $"{type}Storage").Text(key).Text("cpu").Int(count);
        return legacy ? Ops("NtQ") : Ops("tQ");
    }

    /// <summary>A tensor over a storage of its own.</summary>
    public PickleWriter Tensor(string key, string type, long count, long offset, long[] shape, long[] strides, bool legacy = false)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage(key, type, count, legacy).Int(offset).Sizes(shape).Sizes(strides);
        return Raw(0x89).Global("collections", "OrderedDict").Ops(")RtR");
    }

    /// <summary>A list of texts, as the legacy container ends with.</summary>
    public PickleWriter Texts(params string[] texts)
    {
        Ops("](");
        foreach (var text in texts) Text(text);
        return Op('e');
    }

    private static byte[] Four(uint value)
    {
        var raw = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(raw, value);
        return raw;
    }
}
