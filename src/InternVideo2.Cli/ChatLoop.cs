using System.Diagnostics;
using InternVideo2.Language;
using InternVideo2.Stage3;
using Spectre.Console;

namespace InternVideo2.Cli;

/// <summary>
/// Questions that are typed, and answers as they are written, until the input ends. In a terminal with colours; elsewhere as plain text. What goes wrong with one
/// question is told, and the conversation goes on.
/// </summary>
/// <param name="chat">Who answers.</param>
/// <param name="generation">How.</param>
/// <param name="console">Where it is shown.</param>
/// <param name="input">Where questions come from, a line each.</param>
internal sealed class ChatLoop(VideoChat chat, GenerationOptions generation, IAnsiConsole console, TextReader input)
{
    private const string Help = "/clear forgets what was said; /clip PATH takes another clip; /frames tells which frames were seen; /quit ends; Ctrl-C stops an answer";

    /// <summary>Answers until there are no more questions.</summary>
    /// <param name="path">The first clip.</param>
    /// <param name="stop">Stops answers, and ends the conversation.</param>
    public async Task RunAsync(string path, AnswerStop stop)
    {
        var clip = new WatchedClip(chat, path, stop.End);
        try
        {
            console.MarkupLineInterpolated($"[grey]{clip.Path}: {clip.Frames}. /help tells what else can be typed.[/]");
            while (await Next(stop.End) is { } line && line != "/quit")
            {
                try
                {
                    if (line.Length > 0) clip = await Heed(line, clip, stop);
                }
                catch (Exception e) when (CommandRun.IsForTheUser(e))
                {
                    console.MarkupLineInterpolated($"[red]{e.Message}[/]");
                }
            }
        }
        finally
        {
            clip.Dispose();
        }
    }

    /// <summary>Writes an answer as it comes.</summary>
    public async Task Answer(ClipConversation talk, string question, CancellationToken cancellation)
    {
        // Past the console's own lines, which it breaks at its width.
        var writer = console.Profile.Out.Writer;
        try
        {
            await foreach (var piece in talk.Ask(question, generation, cancellation))
            {
                await writer.WriteAsync(piece);
                await writer.FlushAsync(cancellation);
            }
        }
        finally
        {
            await writer.WriteLineAsync();
        }
    }

    private async Task<WatchedClip> Heed(string line, WatchedClip clip, AnswerStop stop)
    {
        switch (line.Split(' ', 2, StringSplitOptions.TrimEntries))
        {
            case ["/help"]:
                console.MarkupLineInterpolated($"[grey]{Help}[/]");
                return clip;
            case ["/clear"]:
                clip.Conversation.StartOver();
                return clip;
            case ["/frames"]:
                console.MarkupLineInterpolated($"[grey]{clip.Frames}[/]");
                return clip;
            case ["/clip", { Length: > 0 } path]:
                var other = new WatchedClip(chat, path, stop.End);
                clip.Dispose();
                console.MarkupLineInterpolated($"[grey]{other.Path}: {other.Frames}[/]");
                return other;
            case [['/', ..], ..]:
                throw new ArgumentException($"'{line}' is not known. {Help}.");
            default:
                await AnswerAndTell(clip.Conversation, line, stop);
                return clip;
        }
    }

    private async Task AnswerAndTell(ClipConversation talk, string question, AnswerStop stop)
    {
        var clock = Stopwatch.StartNew();
        var whole = await stop.RunAsync(cancellation => Answer(talk, question, cancellation));
        if (!whole) console.MarkupLine("[grey](stopped; the conversation goes on as if this had not been asked)[/]");
        else if (console.Profile.Capabilities.Interactive)
            console.MarkupLineInterpolated($"[grey]{talk.Tokens.Count} tokens, {talk.Tokens.Count / clock.Elapsed.TotalSeconds:0} per second[/]");
    }

    private async Task<string?> Next(CancellationToken cancellation)
    {
        console.Markup("[bold]? [/]");
        // A line that is being waited for cannot be given up; its thread ends with the program.
        var line = await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellation);
        if (line is null) console.WriteLine();
        return line?.Trim();
    }
}
