using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace InternVideo2.Checkpoints.Pickled;

internal ref partial struct PickleReader
{
    // Longer integers are no numbers anyone counts with; torch's own longest has 10 bytes.
    private const int LongestInteger = 255;

    // Names of modules and classes.
    private const int LongestLine = 1024;

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - position)
        {
            throw Bad("the pickle ends early", $"{count} more bytes", $"{bytes.Length - position}",
                bytes.Length == LengthLimit ? $"Pickles above {LengthLimit >> 20} MiB are not read." : "The file is truncated: copy or download it again.");
        }
        var taken = bytes.Slice(position, (int)count);
        position += (int)count;
        return taken;
    }

    private long Integer(int size, bool signed = false)
    {
        var raw = Take(size);
        return (size, signed) switch
        {
            (1, _) => raw[0],
            (2, _) => BinaryPrimitives.ReadUInt16LittleEndian(raw),
            (4, true) => BinaryPrimitives.ReadInt32LittleEndian(raw),
            (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(raw),
            _ => BinaryPrimitives.ReadInt64LittleEndian(raw),
        };
    }

    private object LongInteger(long size)
    {
        if (size > LongestInteger)
        {
            Take(size);
            return new PickleOpaque($"integer of {size} bytes");
        }
        var value = new BigInteger(Take(size));
        // Without the cast both branches would become a BigInteger.
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private double Float() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    private string Text(long size)
    {
        try
        {
            return Utf8.GetString(Take(size));
        }
        catch (DecoderFallbackException)
        {
            throw Bad("a text of the pickle is not valid UTF-8");
        }
    }

    private string Latin(long size) => Encoding.Latin1.GetString(Take(size));

    private string Line()
    {
        var rest = bytes[position..];
        var end = rest[..Math.Min(rest.Length, LongestLine)].IndexOf((byte)'\n');
        if (end < 0) throw Bad("the pickle refers to a name without an end");
        var line = Latin(end);
        Take(1);
        return line;
    }

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
