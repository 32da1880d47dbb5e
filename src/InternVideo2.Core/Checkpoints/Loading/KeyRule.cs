namespace InternVideo2.Checkpoints;

/// <summary>One step by which the keys of a checkpoint become those of a model. Rules run in order; what they leave out, the load report lists.</summary>
public abstract record KeyRule
{
    private KeyRule()
    {
    }

    /// <summary>Only keys that begin with <paramref name="prefix"/> stay; it is removed.</summary>
    public static KeyRule Only(string prefix) => new OnlyRule(prefix);

    /// <summary>Keys that begin with <paramref name="prefix"/> lose it; the others stay as they are.</summary>
    public static KeyRule Strip(string prefix) => new StripRule(prefix);

    /// <summary>Keys with <paramref name="part"/> in them are left out.</summary>
    public static KeyRule Drop(string part) => new DropRule(part);

    /// <summary>Keys with <paramref name="part"/> in them get <paramref name="other"/> in its place.</summary>
    public static KeyRule Replace(string part, string other) => new ReplaceRule(part, other);

    /// <summary>The key after this rule; null when it is left out.</summary>
    internal abstract string? Apply(string key);

    private sealed record OnlyRule(string Prefix) : KeyRule
    {
        internal override string? Apply(string key) => key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : null;

        public override string ToString() => $"only '{Prefix}…'";
    }

    private sealed record StripRule(string Prefix) : KeyRule
    {
        internal override string? Apply(string key) => key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : key;

        public override string ToString() => $"without '{Prefix}'";
    }

    private sealed record DropRule(string Part) : KeyRule
    {
        internal override string? Apply(string key) => key.Contains(Part, StringComparison.Ordinal) ? null : key;

        public override string ToString() => $"drop '…{Part}…'";
    }

    private sealed record ReplaceRule(string Part, string Other) : KeyRule
    {
        internal override string? Apply(string key) => key.Replace(Part, Other, StringComparison.Ordinal);

        public override string ToString() => $"'{Part}' to '{Other}'";
    }
}
