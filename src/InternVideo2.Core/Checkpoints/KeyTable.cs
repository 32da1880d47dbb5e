using System.Text.RegularExpressions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>
/// Translates between the state-dict keys of this project's modules and those of official checkpoints, both ways. In a pattern, # stands for a number
/// and a * at the end for any rest. The order of the rules is the official order of definition.
/// </summary>
public sealed partial class KeyTable
{
    private readonly (Regex Ours, string ToOfficial, Regex Official, string ToOurs)[] rules;

    /// <param name="name">What the table is for, in messages.</param>
    /// <param name="patterns">Pairs of patterns with the same number of # and *.</param>
    public KeyTable(string name, params (string Ours, string Official)[] patterns)
    {
        Name = name;
        rules = [.. patterns.Select(p => (Match(p.Ours), Replacement(p.Official), Match(p.Official), Replacement(p.Ours)))];
    }

    public string Name { get; }

    /// <summary>What official files hold beside the model's own tensors; passed over on load.</summary>
    public IReadOnlyList<ImpliedKey> Implied { get; init; } = [];

    /// <summary>The official key for one of ours.</summary>
    /// <exception cref="ArgumentException">The table has no rule for it.</exception>
    public string ToOfficial(string ours)
    {
        foreach (var rule in rules)
        {
            if (rule.Ours.Match(ours) is { Success: true } match) return match.Result(rule.ToOfficial);
        }
        throw new ArgumentException($"The table of {Name} keys has no rule for '{ours}'.", nameof(ours));
    }

    /// <summary>Our key for an official one; null when no rule fits.</summary>
    public string? ToOurs(string official)
    {
        foreach (var rule in rules)
        {
            if (rule.Official.Match(official) is { Success: true } match) return match.Result(rule.ToOurs);
        }
        return null;
    }

    /// <summary>The parameters of a module under their official names, in official order.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters(nn.Module module) => InOfficialOrder(module.named_parameters());

    /// <summary>Parameters and persistent buffers under their official names, in official order: aliases, not copies.</summary>
    public IEnumerable<(string Name, Tensor Value)> State(nn.Module module) =>
        InOfficialOrder(module.state_dict().Select(entry => (entry.Key, entry.Value)));

    /// <summary>Everything an official file of this model holds: <see cref="State"/>, then what follows from it (<see cref="Implied"/>).</summary>
    public IEnumerable<(string Name, Tensor Value)> FileState(nn.Module module)
    {
        var state = State(module).ToDictionary();
        return state.Select(entry => (entry.Key, entry.Value)).Concat(Implied.SelectMany(implied => implied.From(state)));
    }

    /// <summary>Whether a key of an official file only repeats what others say.</summary>
    public bool IsImplied(string official) => Implied.Any(implied => implied.Fits(official));

    private IEnumerable<(string Name, T Value)> InOfficialOrder<T>(IEnumerable<(string Key, T Value)> entries) =>
        entries.Select(entry => (Name: ToOfficial(entry.Key), entry.Value)).OrderBy(entry => Rank(entry.Name));

    /// <summary>
    /// Blocks and decoders come one after the other, each with its rules in order: (first rule of the group, number in the group, rule).
    /// </summary>
    private (int Group, int Number, int Rule) Rank(string official)
    {
        var rule = Array.FindIndex(rules, r => r.Official.IsMatch(official));
        var match = rules[rule].Official.Match(official);
        // A number that stands in the rule itself is a block's, too, when other rules count them: a table that all blocks share is kept in one of them.
        var place = match.Groups["n"] is { Success: true } counted ? counted : Literal().Match(official);
        if (!place.Success) return (rule, 0, 0);
        var stem = official[..place.Index];
        var group = Array.FindIndex(rules, r => r.ToOfficial.StartsWith(stem + "${n}", StringComparison.Ordinal));
        return group < 0 ? (rule, 0, 0) : (group, int.Parse(place.Value), rule);
    }

    [GeneratedRegex(@"(?<=\.)[0-9]+(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    private static Regex Match(string pattern) =>
        new("^" + Regex.Escape(pattern).Replace("\\#", "(?<n>[0-9]+)").Replace("\\*", "(?<rest>.+)") + "$", RegexOptions.CultureInvariant);

    private static string Replacement(string pattern) => pattern.Replace("#", "${n}").Replace("*", "${rest}");
}
