namespace InternVideo2.Checkpoints;

/// <summary>What the JSON header of a safetensors file says.</summary>
/// <param name="Metadata">The entries of <c>__metadata__</c>.</param>
/// <param name="Entries">The tensors, in the order of their data.</param>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<SafetensorsEntry> Entries)
{
    /// <summary>Largest header accepted, as in the reference implementation.</summary>
    public const long SizeLimit = 100_000_000;

    /// <summary>Bytes before the header: its length as a little-endian unsigned integer.</summary>
    public const int PrefixSize = 8;
}
