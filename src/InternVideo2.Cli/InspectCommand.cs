using System.CommandLine;
using InternVideo2.Checkpoints;

namespace InternVideo2.Cli;

/// <summary><c>iv2 inspect</c>: what a checkpoint of any format holds. Nothing in it is executed, and no values are read.</summary>
internal static class InspectCommand
{
    private const int Shown = 20;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "a .pth, .pt, .bin, .safetensors or …index.json file, or a folder with one" };
        var all = new Option<bool>("--all") { Description = "list every tensor" };
        var key = new Option<string?>("--key") { Description = "the key of a .pth file's state dict; default: model, module, or none" };
        var command = new Command("inspect", "show what a checkpoint holds, without executing anything in it") { file, all, key };
        command.SetAction(call =>
        {
            using var checkpoint = Checkpoint.Open(call.GetRequiredValue(file), Options(call.GetValue(key)));
            var output = call.InvocationConfiguration.Output;
            output.WriteLine(CheckpointSummary.Of(checkpoint));
            var entries = checkpoint.Entries.Values.ToList();
            foreach (var entry in call.GetValue(all) ? entries : entries.Take(Shown)) output.WriteLine($"  {entry.Name}  {entry.Dtype} {entry.ShapeText}");
            if (!call.GetValue(all) && entries.Count > Shown) output.WriteLine($"  … and {entries.Count - Shown} more; --all lists them");
        });
        return command;
    }

    /// <summary>Where the state dict is looked for, when the user names it.</summary>
    public static CheckpointOptions? Options(string? key) => key is null ? null : new CheckpointOptions { StateDictKeys = [key] };
}
