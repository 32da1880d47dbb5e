using System.Text.Json;
using System.Text.Json.Serialization;
using InternVideo2.Data;

namespace InternVideo2.Training;

/// <summary>What <c>state.json</c> of a saved run says: where the run stands, and what must agree to go on from there.</summary>
internal sealed record RunHeader
{
    /// <summary>The version this code writes and reads.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Optimiser steps done.</summary>
    public required long Step { get; init; }

    /// <summary>The next sample.</summary>
    public required DataCursor Cursor { get; init; }

    /// <summary>See <see cref="IClipSource.Fingerprint"/>.</summary>
    public required string Data { get; init; }

    public required TrainerOptions Options { get; init; }

    /// <summary>What else decides about the losses, as text. Empty: not said.</summary>
    public string Recipe { get; init; } = "";

    /// <summary>The tensor files beside this one and their sizes in bytes.</summary>
    public required IReadOnlyDictionary<string, long> Files { get; init; }

    /// <summary>Checks that a run can go on from here with what it has now.</summary>
    /// <exception cref="RunStateException">Options, recipe or data are others; says which.</exception>
    public void CheckSame(string folder, string data, TrainerOptions options, string recipe)
    {
        var changed = Options.Differences(options).Concat(Recipe == recipe ? [] : RecipeDifferences(Recipe, recipe)).Take(8).ToList();
        if (changed.Count > 0)
        {
            throw new RunStateException(
                $"The run in '{folder}' was started with other options: {string.Join("; ", changed)}. Use the same ones, or start a new run in another folder.");
        }

        if (Data != data)
        {
            throw new RunStateException($"The run in '{folder}' was trained on other data: '{Data}' there, '{data}' here.");
        }
    }

    // Records print as "Name { A = 1, B = 2 }": two of one kind are compared member by member.
    private static IEnumerable<string> RecipeDifferences(string theirs, string ours)
    {
        var (there, here) = (theirs.Split(", "), ours.Split(", "));
        return there.Length == here.Length ? there.Zip(here).Where(p => p.First != p.Second).Select(p => $"{p.First} → {p.Second}") : [$"{theirs} → {ours}"];
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="RunStateException">The text is not such a header, or one of another version.</exception>
    public static RunHeader FromJson(string text, string path)
    {
        try
        {
            using (var document = JsonDocument.Parse(text))
            {
                var version = document.RootElement.GetProperty(nameof(Version)).GetInt32();
                if (version != CurrentVersion)
                {
                    throw new RunStateException($"'{path}' has version {version}; this program reads version {CurrentVersion}. Continue the run with the program that saved it.");
                }
            }

            return JsonSerializer.Deserialize<RunHeader>(text, Json)!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RunStateException($"'{path}' is damaged: {e.Message} Restore it from a copy, or start the run anew in another folder.", e);
        }
    }
}
