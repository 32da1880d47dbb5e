using System.CommandLine;
using InternVideo2.Data;
using InternVideo2.Data.Speech;

namespace InternVideo2.Cli;

/// <summary><c>iv2 make-data speech</c>: lists of real speech with its text. <c>./iv2</c> fetches the sounds and names their folder.</summary>
internal static class MakeSpeechCommand
{
    public static Command Create()
    {
        var prompts = new Option<string>("--prompts") { Description = "folder of the prompts; ./iv2 fetches them and gives it", Required = true };
        var defaults = new SpeechPromptsOptions();
        var words = new Option<int>("--min-words") { Description = "fewest words of a sentence", DefaultValueFactory = _ => defaults.MinWords };
        var longest = new Option<double>("--max-seconds") { Description = "longest sound", DefaultValueFactory = _ => defaults.MaxSeconds };
        var command = new Command("speech", "real speech with its text from Debian packages (CC BY-SA 3.0): lists train.jsonl and test.jsonl beside the sounds")
        {
            prompts, words, longest,
        };
        command.SetAction((call, _) =>
        {
            var folder = Path.GetFullPath(call.GetRequiredValue(prompts));
            var options = defaults with { MinWords = call.GetValue(words), MaxSeconds = call.GetValue(longest) };
            foreach (var (part, test) in new[] { ("train", false), ("test", true) })
            {
                var list = Path.Combine(folder, part + ".jsonl");
                var clips = SpeechPrompts.Read(folder, test, options).Clips;
                ManifestWriter.Write(list, folder, clips);
                call.InvocationConfiguration.Output.WriteLine($"{list}: {clips.Count} prompts");
            }

            return Task.FromResult(0);
        });
        return command;
    }
}
