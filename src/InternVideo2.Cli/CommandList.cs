using System.CommandLine;

namespace InternVideo2.Cli;

/// <summary>Every command, one file each. <c>./iv2 NAME …</c> installs what the command needs, builds, and comes here.</summary>
internal static class CommandList
{
    public static RootCommand Create()
    {
        var root = new RootCommand("InternVideo2 for .NET: train, prepare data, chat, embed, convert.")
        {
            TrainCommand.Create(),
            TrainTeachersCommand.Create(),
            EvaluateCommand.Create(),
            ChatCommand.Create(),
            EmbedCommand.Create(),
            WriteRandomCommand.Create(),
            MakeDataCommand.Create(),
            InspectCommand.Create(),
            ConvertCommand.Create(),
        };
        root.HelpName = "./iv2";
        return root;
    }
}
