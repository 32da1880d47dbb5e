using System.CommandLine;
using InternVideo2.Checkpoints;
using InternVideo2.Text;
using TorchSharp;

namespace InternVideo2.Cli;

/// <summary>A chat model that is named on the command line: its folder, and how it is built where its file does not say, as official ones do not.</summary>
internal sealed class ChatChoice
{
    private readonly Option<string?> _preset = new("--preset") { Description = "how the folder's model is built, when its file does not say; with --vocabulary" };
    private readonly Option<string?> _vocabulary = new("--vocabulary") { Description = "the Q-Former's tokens, one per line (BERT's vocab.txt), when the file does not say" };

    private readonly DeviceChoice _device = new();

    public ChatChoice() => _preset.AcceptOnlyFromAmong([.. TrainStage3Command.Presets.Select(p => p.Name)]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_preset);
        command.Add(_vocabulary);
        _device.AddTo(command);
    }

    /// <summary>Opens the model; owned by the caller.</summary>
    public PretrainedChat Open(ParseResult call, string folder)
    {
        var device = _device.Of(call);
        var chat = OpenOnCpu(call, folder);
        chat.Model.to(device);
        return chat;
    }

    private PretrainedChat OpenOnCpu(ParseResult call, string folder)
    {
        if (call.GetValue(_preset) is not { } name) return PretrainedChat.Open(folder);
        var words = call.GetValue(_vocabulary) ?? throw new ArgumentException($"--preset {name} needs --vocabulary, the file of the Q-Former's tokens.");
        return PretrainedChat.Open(folder, ChatDescription.Of(TrainStage3Command.Presets.Single(p => p.Name == name), WordPieceTokenizer.Load(words)));
    }
}
