using System.Text.Json;
using InternVideo2.Checkpoints;

namespace InternVideo2.Training;

/// <summary>
/// The folder of a run on disk: <c>run.json</c> names the sub-folder that holds the last complete state. A new state is written into a
/// sub-folder of its own and synchronised, then run.json is replaced in one go, and only then the older state is deleted. So at every
/// moment, whatever fails, run.json names a complete state.
/// </summary>
internal static class RunFolder
{
    public const string PointerName = "run.json";
    private const string Prefix = "step-";

    /// <summary>The sub-folder with the last complete state, or null if the folder holds none.</summary>
    /// <exception cref="RunStateException">run.json is damaged or names a folder that is not there.</exception>
    public static string? Current(string folder)
    {
        var pointer = Path.Combine(folder, PointerName);
        if (!File.Exists(pointer))
        {
            return null;
        }

        string? name;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(pointer));
            name = document.RootElement.GetProperty("state").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RunStateException($"'{pointer}' is damaged: {e.Message} It should name one of: {string.Join(", ", States(folder))}.", e);
        }

        if (name is null || name != Path.GetFileName(name) || !name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new RunStateException($"'{pointer}' names the state '{name}', which is not a sub-folder '{Prefix}…' of the run.");
        }

        var state = Path.Combine(folder, name);
        return Directory.Exists(state)
            ? state
            : throw new RunStateException($"'{pointer}' names the state '{name}', but there is no such folder. Present: {string.Join(", ", States(folder))}.");
    }

    /// <summary>Makes a new state the current one, or leaves everything as it was.</summary>
    /// <param name="folder">The run's folder; created if absent.</param>
    /// <param name="step">Steps done, for the sub-folder's name.</param>
    /// <param name="write">Writes the files of the state into the given folder, durably.</param>
    /// <exception cref="RunStateException">Writing failed, for example because the disk is full; the message says which state remains.</exception>
    public static void Commit(string folder, long step, Action<string> write)
    {
        var state = "";
        try
        {
            Directory.CreateDirectory(folder);
            state = Unused(Path.Combine(folder, $"{Prefix}{step:D8}"));
            Directory.CreateDirectory(state);
            write(state);
            FolderSync.Flush(folder);
            var pointer = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["state"] = Path.GetFileName(state) });
            AtomicFile.Write(Path.Combine(folder, PointerName), stream => stream.Write(pointer), pointer.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(state))
            {
                Directory.Delete(state, recursive: true);
            }

            throw new RunStateException($"The run could not be saved in '{folder}' after step {step}: {e.Message} {Remaining(folder)}", e);
        }

        foreach (var other in States(folder).Where(name => name != Path.GetFileName(state)))
        {
            Directory.Delete(Path.Combine(folder, other), recursive: true);
        }
    }

    private static string Unused(string path)
    {
        var candidate = path;
        for (var i = 2; Directory.Exists(candidate); i++)
        {
            candidate = $"{path}-{i}";
        }

        return candidate;
    }

    private static IEnumerable<string> States(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder, Prefix + "*").Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal) : [];

    private static string Remaining(string folder) =>
        File.Exists(Path.Combine(folder, PointerName)) && Current(folder) is { } current
            ? $"The state before, '{Path.GetFileName(current)}', is unchanged and can be loaded."
            : "Nothing had been saved there before.";
}
