using System.CommandLine;
using InternVideo2.Data.Corpora;
using InternVideo2.Evaluation;

namespace InternVideo2.Cli;

/// <summary>The captions of a test: their options on the command line.</summary>
internal sealed class TestedTexts
{
    private readonly Option<string?> _column = new("--captions") { Description = "the captions' column; default: caption, or avs_captions for drawn videos with sound" };
    private readonly Option<CaptionUse?> _use = new("--use") { Description = "First: the first caption of a clip; Each: every one; Paragraph: all together. Default: First" };
    private readonly Option<bool> _merge = new("--merge-equal") { Description = "equal captions are one text with several right clips (drawn shapes: always)" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _column, _use, _merge }) command.Add(option);
    }

    /// <summary>The clips of a corpus and their captions.</summary>
    public RetrievalSet Set(ParseResult call, Corpus corpus)
    {
        var merged = call.GetValue(_merge) ? corpus with { Positives = Positives.Caption } : corpus;
        return RetrievalSet.OfCorpus(merged, call.GetValue(_column) ?? (corpus.Captions.All ? Data.MovingShapes.ShapesCaptions.AllColumn : null), call.GetValue(_use));
    }
}
