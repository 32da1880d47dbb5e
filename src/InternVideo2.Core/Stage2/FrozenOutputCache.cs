using System.Globalization;
using InternVideo2.Checkpoints;
using InternVideo2.Teachers;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>
/// Remembers what frozen encoders said of each sample, in memory or on disk. An answer is found by the very frames or sound (a hash over them) and by the
/// encoder's <see cref="TeacherFingerprint"/>: another crop, frame or weight is another record, so nothing stale can come back. An encoder is
/// always asked about one sample alone, so that an answer does not depend on what else was in the batch, bit for bit.
/// </summary>
/// <remarks>Worth its room where samples come again unchanged: loaders that take the same frames each time, or <see cref="Data.ClipDatasetOptions.Draws"/>.</remarks>
public sealed class FrozenOutputCache : IFrozenMemory, IDisposable
{
    private readonly Dictionary<(nn.Module Encoder, string Shape), TeacherFingerprint> fingerprints = [];
    private readonly Dictionary<string, FrozenOutput> memory = new(StringComparer.Ordinal);
    private readonly TeacherRecords? records;
    private readonly long limit;
    private long bytes;
    private long hits;
    private long misses;
    private long declined;

    /// <param name="options">Where and how much; validated here. Null: the defaults.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public FrozenOutputCache(FrozenOutputCacheOptions? options = null)
    {
        options ??= new FrozenOutputCacheOptions();
        options.Validate();
        limit = options.MaxBytes;
        records = options.Folder is { } folder ? new TeacherRecords(folder, limit) : null;
    }

    /// <summary>What has been done so far.</summary>
    public TeacherCacheReport Report => new(hits, misses, records?.Damaged ?? 0, declined + (records?.Declined ?? 0), records?.Bytes ?? bytes);

    /// <inheritdoc/>
    public FrozenOutput Recall(nn.Module encoder, Tensor input, Func<Tensor, FrozenOutput> ask)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var fingerprint = Fingerprint(encoder, input, ask);
        var said = new List<FrozenOutput>();
        for (var sample = 0; sample < input.shape[0]; sample++)
        {
            var one = input.narrow(0, sample, 1).contiguous();
            var hash = TensorBytes.Hash(one);
            // Two letters of the hash make a folder, so that none grows too long.
            var name = Path.Combine(fingerprint, hash[..2], hash[2..42]);
            said.Add(Find(name, input.device) ?? Ask(name, one, ask));
        }

        var tokens = cat([.. said.Select(output => output.Tokens)]);
        var pooled = cat([.. said.Select(output => output.Pooled)]);
        scope.MoveToOuter(tokens, pooled);
        return new FrozenOutput(tokens, pooled);
    }

    public void Dispose()
    {
        foreach (var output in memory.Values) output.Dispose();
        memory.Clear();
    }

    private FrozenOutput? Find(string name, Device device)
    {
        var known = records is null ? memory.GetValueOrDefault(name) : Read(records, name, device);
        if (known is not null) hits++;
        return known;
    }

    private static FrozenOutput? Read(TeacherRecords records, string name, Device device)
    {
        if (records.Read(TokensOf(name), null) is not { } tokens) return null;
        return records.Read(PooledOf(name), null) is { } pooled ? new FrozenOutput(tokens.to(device), pooled.squeeze(0).to(device)) : null;
    }

    private FrozenOutput Ask(string name, Tensor one, Func<Tensor, FrozenOutput> ask)
    {
        misses++;
        var said = ask(one);
        if (records is not null)
        {
            records.Write(TokensOf(name), said.Tokens);
            records.Write(PooledOf(name), said.Pooled.unsqueeze(0));
            return said;
        }

        var size = (said.Tokens.numel() + said.Pooled.numel()) * said.Tokens.element_size();
        if (bytes + size > limit)
        {
            declined++;
            return said;
        }

        bytes += size;
        return memory[name] = new FrozenOutput(said.Tokens.detach().DetachFromDisposeScope(), said.Pooled.detach().DetachFromDisposeScope());
    }

    private string Fingerprint(nn.Module encoder, Tensor input, Func<Tensor, FrozenOutput> ask)
    {
        long[] shape = [1, .. input.shape[1..]];
        var key = (encoder, string.Join(' ', shape));
        if (!fingerprints.TryGetValue(key, out var known))
        {
            var (dtype, device) = (input.dtype, input.device);
            fingerprints[key] = known = new TeacherFingerprint(encoder, string.Create(CultureInfo.InvariantCulture, $"{encoder.GetName()} {key.Item2}"), () =>
            {
                using var generator = new Generator(7);
                var said = ask(randn(shape, dtype: ScalarType.Float32, device: CPU, generator: generator).to(dtype, device));
                return [said.Tokens, said.Pooled];
            });
        }

        return known.Current();
    }

    private static string TokensOf(string name) => name + ".tokens";

    private static string PooledOf(string name) => name + ".pooled";
}
