using System.Text;
using InternVideo2.Checkpoints;
using Xunit;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>
/// Whatever happens to a file, opening it gives either a SafetensorsException or a file whose every promise holds. The seed is fixed, so a
/// failure repeats.
/// </summary>
public sealed class SafetensorsMutationTests
{
    private static readonly string[] Fragments =
        ["{", "}", "[", "]", ",", ":", "\"", "0", "-1", "99999999999999999999", "\"F32\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "null", "\\u", "1e3", "\0", "\xff"];

    [Fact]
    public void Mutated_files_are_refused_or_consistent()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("mutated.safetensors");
        var random = new Random(20240323);
        var good = RawSafetensors.File(RawSafetensors.GoodHeader, RawSafetensors.GoodDataLength);
        var (refused, opened) = (0, 0);
        for (var round = 0; round < 10_000; round++)
        {
            var bytes = good.ToList();
            for (var edit = random.Next(1, 4); edit > 0; edit--) Mutate(bytes, random);
            File.WriteAllBytes(path, [.. bytes]);
            try
            {
                using var file = SafetensorsFile.Open(path);
                CheckPromises(file, bytes.Count);
                opened++;
            }
            catch (SafetensorsException)
            {
                refused++;
            }
        }

        // Both ways must have been walked, or the test shows nothing.
        Assert.True(refused > 2500 && opened > 125, $"{refused} refused, {opened} opened");
    }

    private static void CheckPromises(SafetensorsFile file, long fileLength)
    {
        long bytes = 0;
        foreach (var entry in file.Entries.Values)
        {
            Assert.True(entry.Offset >= 8 && entry.Length >= 0 && entry.Offset + entry.Length <= fileLength);
            Assert.Equal(entry.Length, entry.Shape.Aggregate((long)entry.Dtype.ByteSize(), (product, size) => checked(product * size)));
            Assert.Equal(entry.Length, file.Bytes(entry.Name).ToArray().Length);
            bytes += entry.Length;
        }
        Assert.True(bytes <= fileLength - 8);
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        // Mostly in the prefix and the header; the data have no rules to break.
        var at = random.Next(Math.Max(1, bytes.Count - RawSafetensors.GoodDataLength / 2));
        switch (random.Next(5))
        {
            case 0 when bytes.Count > at:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1 when bytes.Count > at:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when bytes.Count > at:
                bytes.RemoveRange(at, random.Next(Math.Min(40, bytes.Count - at) + 1));
                break;
            case 3:
                bytes.InsertRange(Math.Min(at, bytes.Count), Encoding.Latin1.GetBytes(Fragments[random.Next(Fragments.Length)]));
                break;
            default:
                var digits = Enumerable.Range(0, bytes.Count).Where(i => bytes[i] is >= (byte)'0' and <= (byte)'9').ToList();
                if (digits.Count > 0) bytes[digits[random.Next(digits.Count)]] = (byte)('0' + random.Next(10));
                break;
        }
    }
}
